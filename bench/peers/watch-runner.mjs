/** Take and complete by a library that calls the work itself, instead of being asked for the next job. */
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Measured for `seconds` from the first job on, by what the store says before and after: a runner calls a job finished
 * before its store knows. What starting and stopping cost does not count.
 * @param start of the runner, given what it has to call for each finished job; answers how to stop it
 * @param unfinished how many jobs the store still has to do
 */
export async function watchRunner({ seconds, start, unfinished }) {
  const first = Promise.withResolvers();
  const stop = await start(first.resolve);
  await first.promise;
  const since = performance.now();
  const before = await unfinished();
  await delay(seconds * 1000);
  const until = performance.now();
  const done = before - (await unfinished());
  await stop();
  return { perSecond: (done / (until - since)) * 1000 };
}
