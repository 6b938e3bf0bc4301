/**
 * The process of one peer: the library, and the callers that use it. It is told by messages what to do, one at a time, and
 * answers each with its figures. Counted jobs are compared with what the peer's store says of them.
 */
import { runCallers } from '../support/run-callers.mjs';

/** Jobs in one call when a queue is filled. */
const FILL = 1_000;
const FILLERS = 4;

let name;
let peer;

async function fill(depth) {
  let missing = depth - (await peer.unfinished());
  const one = async () => {
    while (missing > 0) {
      const jobs = Math.min(FILL, missing);
      missing -= jobs;
      await peer.enqueueMany(jobs);
    }
  };
  await Promise.all(Array.from({ length: FILLERS }, one));
}

async function enqueue({ workers, seconds, batch }) {
  const call = batch > 1 ? () => peer.enqueueMany(batch) : () => peer.enqueue();
  const before = await peer.unfinished();
  const { perSecond, calls } = await runCallers(workers, seconds, call);
  requireEqual('enqueued', calls * batch, (await peer.unfinished()) - before);
  return { perSecond: perSecond * batch };
}

async function takeAndComplete(load) {
  const before = await peer.unfinished();
  const { perSecond, jobs } = await peer.takeAndComplete(load);
  const left = await peer.unfinished();
  if (left === 0) throw new Error('the queue ran empty: the bench has to fill in more');
  // A runner's figures come from the store already.
  if (jobs !== undefined) requireEqual('completed', jobs, before - left);
  return { perSecond };
}

/** A figure of jobs that did not happen is none. */
function requireEqual(what, counted, stored) {
  if (counted !== stored) throw new Error(`${counted} jobs were counted as ${what}, the store says ${stored}`);
}

const KINDS = {
  open: async ({ url, connections, ...job }) => {
    name = job.name;
    const library = await import(`./${name}.mjs`);
    peer = await library.open({ url, connections });
  },
  fill: ({ depth }) => fill(depth),
  enqueue,
  cycle: takeAndComplete,
  clear: () => peer.clear(),
};

process.on('message', async ({ kind, ...job }) => {
  try {
    const figures = await KINDS[kind](job);
    process.send({ figures: { perSecond: figures?.perSecond } });
  } catch (error) {
    process.send({ error: `${name}, ${kind}: ${error}` });
  }
});
// Its connections would keep it alive when the bench has failed.
process.once('disconnect', () => process.exit());
