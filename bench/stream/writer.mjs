/**
 * Those who write while streams are read: tasks whose runs are held by a session each, and progress of these runs at a
 * steady rate. A process of its own, so that its work delays no reader.
 */
import { connect } from '../http/connect.mjs';
import { percentile } from '../support/statistics.mjs';

const LINE = 'Counted the words of one more part of the file, and wrote them down. '.repeat(4);
/** So many steps are made by one command. */
const STEPS = 50;
const PLANTERS = 4;
/** Commands under way at most: a service that is too slow for the rate shows in what it comes to. */
const WRITERS = 64;

let post;
let held = [];

/** Tasks with a past each, in events; a step of the past is `bytes` long. */
async function plant({ url, tasks, past, bytes }) {
  post = connect(url);
  const one = async (_, index) => {
    const { session } = await post('/api/agent/sessions', { agent_name: 'bench' });
    const headers = { 'x-agh-session-id': session.session_id, 'x-agh-agent': 'bench' };
    const { task } = await post('/api/tasks', { scope: 'global', title: `Watched ${index}` });
    await post(`/api/tasks/${task.id}/start`);
    return headers;
  };
  const sessions = await Promise.all(Array.from({ length: tasks }, one));
  held = await Promise.all(sessions.map((headers) => claimed(headers)));
  const steps = Array.from({ length: STEPS }, (_, index) => ({ index, description: 'x'.repeat(bytes) }));
  const fill = async (some) => {
    for (const { runId, headers } of some) {
      for (let made = 0; made < past; made += STEPS) await post(`/api/agent/tasks/${runId}/steps`, { steps }, headers);
    }
  };
  await Promise.all(Array.from({ length: PLANTERS }, (_, n) => fill(held.filter((_one, i) => i % PLANTERS === n))));
  return { taskIds: held.map(({ taskId }) => taskId) };
}

async function claimed(headers) {
  const { claim } = await post('/api/agent/tasks/claim-next', { lease_seconds: 3_600 }, headers);
  return { runId: claim.run.id, taskId: claim.task.id, headers };
}

/** So many events a second, for so long, over the first `tasks` of them in turn. */
async function write({ tasks, perSecond, seconds }) {
  const times = [];
  const pending = new Set();
  const begun = performance.now();
  for (let sent = 0; sent < perSecond * seconds;) {
    const due = Math.min(perSecond * seconds, ((performance.now() - begun) / 1_000) * perSecond);
    for (; sent < due && pending.size < WRITERS; sent++) {
      const call = timed(held[sent % tasks], times).finally(() => pending.delete(call));
      pending.add(call);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await Promise.all(pending);
  const elapsed = (performance.now() - begun) / 1_000;
  return { perSecond: times.length / elapsed, p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
}

async function timed({ runId, headers }, times) {
  const begun = performance.now();
  await post(`/api/agent/tasks/${runId}/steps`, { log: [LINE] }, headers);
  times.push(performance.now() - begun);
}

const KINDS = { plant, write };

process.on('message', async (job) => {
  try {
    process.send({ figures: await KINDS[job.kind](job) });
  } catch (error) {
    process.send({ error: String(error) });
  }
});
