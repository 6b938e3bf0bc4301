/**
 * Callers that work side by side for a time, each beginning its next call when the one before is answered.
 */
import { percentile } from './statistics.mjs';

/**
 * Runs `callers` of them for `seconds`; `call(caller)` is one call.
 * @returns calls, calls per second, and the 50th and 99th percentile of a call's time in ms
 */
export async function runCallers(callers, seconds, call) {
  const samples = [];
  const begun = performance.now();
  const end = begun + seconds * 1000;
  const one = async (caller) => {
    for (let since = performance.now(); since < end;) {
      await call(caller);
      const now = performance.now();
      samples.push(now - since);
      since = now;
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, caller) => one(caller)));
  const elapsed = (performance.now() - begun) / 1000;
  const calls = samples.length;
  return { calls, perSecond: calls / elapsed, p50: percentile(samples, 0.5), p99: percentile(samples, 0.99) };
}

/** Acts on each of the items, so many at a time. @returns what came of each, in their order */
export async function runItems(callers, items, act) {
  const results = [];
  let next = 0;
  const one = async () => {
    for (let i = next++; i < items.length; i = next++) results[i] = await act(items[i]);
  };
  await Promise.all(Array.from({ length: callers }, one));
  return results;
}
