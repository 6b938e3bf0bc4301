/**
 * The load of the claim and wake benches, a process of its own so that its work is not the service's. It is told by
 * messages what to do, one at a time, and answers each with its figures.
 */
import { connect } from '../http/connect.mjs';
import { percentile } from '../support/statistics.mjs';
import { CALLER, CHANNEL, KINDS } from './mix.mjs';
import { newTask } from './prototypes.mjs';
import { wakes } from './wakes.mjs';

const RESULT = { result: { lines: 1200, words: 8400, checksum: 'd41d8cd98f00b204e9800998ecf8427e' } };
const REFILLERS = 64;

async function register(post, places, sessions) {
  const one = async (n) => {
    const where = n % 2 === 0 ? { workspace: places.open } : { workspace: places.channelled, channel: CHANNEL };
    const { agent_name, capabilities } = CALLER;
    const { session } = await post('/api/agent/sessions', { agent_name, capabilities, ...where });
    return { 'x-agh-session-id': session.session_id, 'x-agh-agent': agent_name };
  };
  return Promise.all(Array.from({ length: sessions }, (_, n) => one(n)));
}

/** All claim, then all complete, again and again: only the claims are measured, and nothing else runs beside them. */
async function claimInTurns(post, headers, turns) {
  const samples = [];
  let elapsed = 0;
  for (let turn = 0; turn < turns; turn++) {
    const begun = performance.now();
    const claimed = await Promise.all(
      headers.map(async (own) => {
        const since = performance.now();
        const body = { priority_min: CALLER.priority_min, lease_seconds: 3_600 };
        const answer = await post('/api/agent/tasks/claim-next', body, own);
        samples.push(performance.now() - since);
        if (answer === undefined) throw new Error('nothing was eligible: the bench has to fill in more');
        return answer.claim.run.id;
      }),
    );
    elapsed += performance.now() - begun;
    await Promise.all(claimed.map((id, i) => post(`/api/agent/tasks/${id}/complete`, RESULT, headers[i])));
  }
  return {
    perSecond: samples.length / (elapsed / 1000),
    p50: percentile(samples, 0.5),
    p99: percentile(samples, 0.99),
  };
}

/** What was claimed comes back as new tasks with queued runs, so that the queue stays as long as it was. */
async function refill(post, places, count) {
  const eligible = [KINDS.find(({ open }) => open), KINDS.find(({ channelled }) => channelled)];
  let left = count;
  const one = async () => {
    while (left-- > 0) {
      const { task } = await post('/api/tasks', newTask(eligible[left & 1], places));
      await post(`/api/tasks/${task.id}/runs`);
    }
  };
  await Promise.all(Array.from({ length: REFILLERS }, one));
}

const JOBS = {
  claim: async ({ url, places, sessions, turns }) => {
    const post = connect(url);
    return claimInTurns(post, await register(post, places, sessions), turns);
  },
  refill: async ({ url, places, count }) => {
    await refill(connect(url), places, count);
    return {};
  },
  wake: ({ url, waiters, times }) => wakes(connect(url), { waiters, times }),
};

process.on('message', async (job) => {
  try {
    process.send({ figures: await JOBS[job.kind](job) });
  } catch (error) {
    process.send({ error: String(error) });
  }
});
