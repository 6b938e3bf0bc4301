/** The order of the suite: what takes longest starts first, so that both workers end at about the same time. */
import { join, relative, sep } from 'node:path';
import { expectedSeconds } from './grouping.mjs';

const TESTS = join(import.meta.dirname, '..');

/** A test sequencer of jest. */
export default class LongestFirst {
  sort(tests) {
    const timed = [...tests].map((test) => ({ test, seconds: expectedSeconds(below(test.path)) }));
    return timed.sort((a, b) => b.seconds - a.seconds).map(({ test }) => test);
  }

  /** The order is the same whatever came out before. */
  cacheResults() {}
}

function below(path) {
  return relative(TESTS, path).split(sep).join('/');
}
