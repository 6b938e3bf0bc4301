/** The process that makes the load of a bench; see load.mjs for what it can be asked. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/**
 * @param options of the process, such as another Node to run it
 * @returns `ask(job)`, which answers its figures, and `end()`.
 */
export function startLoad(program = 'load.mjs', options = {}) {
  const child = fork(join(import.meta.dirname, program), options);
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${program} ended with ${code}`);
  });
  ended.catch(() => undefined); // Only whoever waits for an answer is told.
  const ask = async (job) => {
    child.send(job);
    const [answer] = await Promise.race([once(child, 'message'), ended]);
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.figures;
  };
  return { ask, end: () => child.kill() };
}
