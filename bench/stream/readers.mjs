/** Everybody who reads streams, in a process of their own. */
import { percentile } from '../support/statistics.mjs';
import { Reader } from './reader.mjs';

/** Opened at once, so that their opening is no test of its own. */
const OPENING = 50;

let readers = [];
let delays = [];

/** Every other reader is slow: in turn one that reads little by little, and one that reads nothing. */
function kindOf(index) {
  return index % 2 === 0 ? 'fast' : index % 4 === 1 ? 'sipping' : 'stopped';
}

/** Slow readers begin with the past, so that what waits for them is more than sockets hold; fast ones at `head`. */
async function open({ url, taskIds, streams, head }) {
  readers = Array.from({ length: streams }, (_, index) => {
    // Neighbours of one task are of all kinds.
    const taskId = taskIds[Math.floor(index / 4) % taskIds.length];
    return new Reader(url, taskId, kindOf(index), kindOf(index) === 'fast' ? (delay) => delays.push(delay) : undefined);
  });
  for (let from = 0; from < streams; from += OPENING) {
    const some = readers.slice(from, from + OPENING);
    await Promise.all(some.map((reader) => reader.open(reader.kind === 'fast' ? head : 0)));
  }
  return { open: readers.filter(({ opened }) => opened).length };
}

/** Forgets what was measured so far. */
function begin() {
  delays = [];
  for (const reader of readers) reader.frames = 0;
  return {};
}

/** @param expected frames of the fast readers, which are waited for */
async function measured({ expected, patienceMs }) {
  const end = performance.now() + patienceMs;
  while (delays.length < expected && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 20));
  const [fast, slow] = [true, false].map((isFast) => readers.filter(({ kind }) => (kind === 'fast') === isFast));
  return {
    fastFrames: delays.length,
    ...{ p50: percentile(delays, 0.5), p99: percentile(delays, 0.99), longest: Math.max(0, ...delays.slice(-1e5)) },
    slowFrames: slow.reduce((sum, { frames }) => sum + frames, 0),
    cuts: slow.reduce((sum, { cuts }) => sum + cuts, 0),
    fastCuts: fast.reduce((sum, { cuts }) => sum + cuts, 0),
  };
}

function close() {
  for (const reader of readers) reader.close();
  readers = [];
  return {};
}

const KINDS = { open, begin, measured, close };

process.on('message', async (job) => {
  try {
    process.send({ figures: await KINDS[job.kind](job) });
  } catch (error) {
    process.send({ error: String(error) });
  }
});
