/**
 * The load of the HTTP bench, a process of its own so that its work is not the service's. It is told by messages what to
 * do, one at a time: `{ kind, url, sessions, seconds }`, and answers each with its figures.
 */
import { runCallers } from '../support/run-callers.mjs';
import { cancelBesideLoad, plantTree } from './cancel-load.mjs';
import { connect } from './connect.mjs';

const TASK = { scope: 'global', title: 'Count the words of one file', metadata: { path: '/data/in/part-0001.txt' } };
const RUN_METADATA = { attempt_of: 'nightly', path: '/data/in/part-0001.txt' };
const RESULT = { result: { lines: 1200, words: 8400, checksum: 'd41d8cd98f00b204e9800998ecf8427e' } };

async function enqueueOne(post) {
  const { task } = await post('/api/tasks', TASK);
  await post(`/api/tasks/${task.id}/start`);
}

/** Ready tasks without a run, whose runs are queued later. */
const ready = [];

async function makeReady(post, count) {
  let left = count - ready.length;
  const one = async () => {
    while (left-- > 0) ready.push((await post('/api/tasks', TASK)).task.id);
  };
  await Promise.all(Array.from({ length: 64 }, one));
}

async function enqueueRun(post) {
  const id = ready.pop();
  if (id === undefined) throw new Error('no task without a run is left: the bench has to make more');
  await post(`/api/tasks/${id}/runs`, { metadata: RUN_METADATA });
}

/** Tasks with a queued run, made before anything is measured. */
async function fill(post, count) {
  let left = count;
  const one = async () => {
    while (left-- > 0) await enqueueOne(post);
  };
  await Promise.all(Array.from({ length: 64 }, one));
}

async function register(post, count) {
  const one = async () => (await post('/api/agent/sessions', { agent_name: 'bench' })).session;
  const sessions = await Promise.all(Array.from({ length: count }, one));
  return sessions.map(({ session_id }) => ({ 'x-agh-session-id': session_id, 'x-agh-agent': 'bench' }));
}

const KINDS = {
  plant: ({ url, size }) => plantTree(connect(url), size),
  beside: ({ url, callers, seconds, rootId }) => cancelBesideLoad(connect(url), { callers, seconds, rootId }),
  fill: async ({ url, count }) => {
    await fill(connect(url), count);
    return {};
  },
  ready: async ({ url, count }) => {
    await makeReady(connect(url), count);
    return {};
  },
  run: async ({ url, sessions, seconds }) => {
    const post = connect(url);
    return runCallers(sessions, seconds, () => enqueueRun(post));
  },
  enqueue: async ({ url, sessions, seconds }) => {
    const post = connect(url);
    return runCallers(sessions, seconds, () => enqueueOne(post));
  },
  cycle: async ({ url, sessions, seconds }) => {
    const post = connect(url);
    const headers = await register(post, sessions);
    return runCallers(sessions, seconds, async (caller) => {
      const claimed = await post('/api/agent/tasks/claim-next', {}, headers[caller]);
      if (claimed === undefined) throw new Error('the queue ran empty: the bench has to fill in more');
      await post(`/api/agent/tasks/${claimed.claim.run.id}/complete`, RESULT, headers[caller]);
    });
  },
};

process.on('message', async (job) => {
  try {
    process.send({ figures: await KINDS[job.kind](job) });
  } catch (error) {
    process.send({ error: String(error) });
  }
});
