/**
 * The load of the mixed bench, a process of its own so that its work is not the service's. It is told by messages what to
 * do, one at a time, and answers each with its figures. Callers stay: the next measurement goes on where the last one
 * ended, so that no run is left with a worker that is gone.
 */
import { randomUUID } from 'node:crypto';
import { connectCalls } from '../http/connect.mjs';
import { runCallers } from '../support/run-callers.mjs';
import { percentile } from '../support/statistics.mjs';
import { KINDS, script } from './mix.mjs';
import { plainTransactions } from './plain.mjs';

const AGENT = { agent_name: 'bench', ttl_seconds: 3_600 };
const companies = new Map();

/**
 * So many callers of a service in a workspace of their own, each with an agent session; the same ones every time. What
 * else is in the ledger is not theirs to claim.
 */
async function company(url, size) {
  const key = `${url} ${size}`;
  if (!companies.has(key)) {
    const call = connectCalls(url);
    const { workspace } = await call('POST', '/api/workspaces', { name: `bench ${randomUUID()}` });
    const callers = Array.from({ length: size }, (_, number) => newCaller(call, workspace.id, number));
    companies.set(key, await Promise.all(callers));
  }
  return companies.get(key);
}

async function newCaller(call, workspace, number) {
  const { session } = await call('POST', '/api/agent/sessions', { ...AGENT, workspace });
  const headers = { 'x-agh-session-id': session.session_id, 'x-agh-agent': AGENT.agent_name };
  return { call, headers, workspace, next: script(number) };
}

async function mixed({ url, callers, seconds }) {
  const own = await company(url, callers);
  const samples = Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, []]));
  const from = String(process.hrtime.bigint());
  const { perSecond } = await runCallers(callers, seconds, async (number) => {
    const kind = own[number].next();
    const begun = performance.now();
    await KINDS[kind].call(own[number]);
    samples[kind].push(performance.now() - begun);
  });
  const commands = Object.keys(KINDS).flatMap((kind) => (KINDS[kind].writes ? samples[kind] : []));
  return {
    perSecond,
    commands: figures(commands),
    kinds: Object.fromEntries(Object.entries(samples).map(([kind, times]) => [kind, figures(times)])),
    window: { from, to: String(process.hrtime.bigint()) },
  };
}

function figures(samples) {
  const of = (share) => percentile(samples, share);
  return { count: samples.length, p50: of(0.5), p95: of(0.95), p99: of(0.99) };
}

const JOBS = { mixed, plain: ({ url, seconds }) => plainTransactions(url, seconds) };

process.on('message', async (job) => {
  try {
    process.send({ figures: await JOBS[job.kind](job) });
  } catch (error) {
    process.send({ error: String(error) });
  }
});
