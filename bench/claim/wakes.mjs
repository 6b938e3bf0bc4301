/** Long polls: how long it takes from the request that enqueues a run to a waiting caller's having claimed it. */
import { percentile } from '../support/statistics.mjs';

const TASK = { scope: 'global', title: 'Count the words of one file', metadata: { path: '/data/in/part-0001.txt' } };
const WAIT = { wait: true, lease_seconds: 3_600 };
const REGISTRANTS = 64;

/** Before anything is measured: until everybody waits. */
const WARM_UP = 5;

/**
 * Runs are enqueued one at a time, each when the one before was claimed. Whoever got one completes it and waits again. A
 * caller whose wait is over begins another.
 */
export async function wakes(post, { waiters, times }) {
  const headers = await register(post, waiters);
  const world = { over: false, claimed: undefined };
  const broken = new Promise((_resolve, reject) => {
    for (const own of headers) keepWaiting(post, own, world).catch(reject);
  });
  const samples = [];
  for (let n = 0; n < WARM_UP + times; n++) {
    const sample = await Promise.race([broken, enqueueOne(post, world)]);
    if (n >= WARM_UP) samples.push(sample);
  }
  world.over = true;
  const of = (figure, share) =>
    percentile(
      samples.map((one) => one[figure]),
      share,
    );
  return {
    p50: of('ms', 0.5),
    p95: of('ms', 0.95),
    p99: of('ms', 0.99),
    afterAnswerP95: of('afterAnswerMs', 0.95),
  };
}

/** How long it took from the request to the waiter's claim, and how much of that after the request was answered. */
async function enqueueOne(post, world) {
  const { task } = await post('/api/tasks', TASK);
  const claimed = new Promise((resolve) => (world.claimed = resolve));
  const begun = performance.now();
  const answered = post(`/api/tasks/${task.id}/start`).then(() => performance.now());
  const [at, answeredAt] = await Promise.all([claimed, answered]);
  return { ms: at - begun, afterAnswerMs: Math.max(0, at - answeredAt) };
}

async function register(post, count) {
  const headers = [];
  const one = async () => {
    while (headers.length < count) {
      const own = {};
      headers.push(own);
      const { session } = await post('/api/agent/sessions', { agent_name: 'bench', ttl_seconds: 3_600 });
      Object.assign(own, { 'x-agh-session-id': session.session_id, 'x-agh-agent': 'bench' });
    }
  };
  await Promise.all(Array.from({ length: REGISTRANTS }, one));
  return headers;
}

async function keepWaiting(post, own, world) {
  while (!world.over) {
    const answer = await post('/api/agent/tasks/claim-next', WAIT, own).catch((error) => {
      if (!world.over) throw error;
    });
    if (answer === undefined) continue;
    world.claimed(performance.now());
    await post(`/api/agent/tasks/${answer.claim.run.id}/complete`, {}, own);
  }
}
