/**
 * The load of the mixed bench, a process of its own so that its work is not the service's. It is told by messages what to
 * do, one at a time, and answers each with its figures. Callers stay: the next measurement goes on where the last one
 * ended, so that no run is left with a worker that is gone.
 */
import { runCallers } from '../support/run-callers.mjs';
import { percentile } from '../support/statistics.mjs';
import { company } from './company.mjs';
import { KINDS } from './mix.mjs';
import { plainTransactions } from './plain.mjs';

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
