/**
 * Claim-next by 64 sessions over HTTP with 10,000 and with 1,000,000 queued runs, of which nine of ten are not eligible
 * for the caller. Both queues stand in services of their own, with their own embedded Postgres, and are measured in turns,
 * so that what else the machine does hits both.
 */
import { KINDS } from './claim/mix.mjs';
import { makeQueue } from './claim/queue.mjs';
import { connect } from './http/connect.mjs';
import { startLoad } from './http/load-process.mjs';
import { startService } from './http/service-process.mjs';
import { describeMachine } from './support/machine.mjs';
import { median, round } from './support/statistics.mjs';
import { formatTable } from './support/table.mjs';

const DEPTHS = (process.env.BENCH_QUEUED ?? '10000,1000000').split(',').map(Number);
const SESSIONS = 64;
/** Claims of each session in a round: together less than half of what is eligible among 10,000. */
const TURNS = 12;
/** The rate of the deepest queue, of that of the shallowest. */
const GOAL = 0.7;
const log = (line) => process.stderr.write(`bench: ${line}\n`);

export async function run({ rounds }) {
  const load = startLoad('../claim/load.mjs');
  const queues = [];
  try {
    for (const depth of DEPTHS) queues.push(await openQueue(depth));
    const machine = await describeMachine(queues[0].service.databaseUrl);
    const measured = [];
    for (let number = 0; number <= rounds; number++) {
      for (const queue of number % 2 === 0 ? queues : queues.toReversed()) {
        const figures = await measureRound(load, queue);
        log(`round ${number}, ${queue.depth} queued: ${JSON.stringify(figures)}`);
        // The first round warms up.
        if (number > 0) measured.push({ depth: queue.depth, ...figures, memory: queue.service.memoryMib() });
      }
    }
    return report(machine, measured, rounds);
  } finally {
    load.end();
    for (const { service } of queues) await service.stop();
  }
}

async function openQueue(depth) {
  // Most of the queue is nobody's here: what the ladder does about that is not what is measured.
  const service = await startService({ SCHEDULER_TICK_SECONDS: '3600' });
  const places = await makeQueue(connect(service.url), tasksDatabase(service.databaseUrl), { depth, log });
  return { depth, service, places };
}

function tasksDatabase(url) {
  const address = new URL(url);
  address.pathname = '/taskledger';
  return address.href;
}

async function measureRound(load, { service: { url }, places }) {
  const figures = await load.ask({ kind: 'claim', url, places, sessions: SESSIONS, turns: TURNS });
  await load.ask({ kind: 'refill', url, places, count: SESSIONS * TURNS });
  return figures;
}

function report(machine, measured, rounds) {
  const cases = DEPTHS.map((depth) => {
    const same = measured.filter((one) => one.depth === depth);
    const of = (figure, digits) => round(median(same.map((one) => one[figure])), digits);
    return {
      queued: depth,
      sessions: SESSIONS,
      claims_per_second: of('perSecond', 0),
      p50_ms: of('p50', 2),
      p99_ms: of('p99', 2),
      service_mib: Math.max(...same.map((one) => one.memory ?? 0)),
    };
  });
  const ratio = round(cases.at(-1).claims_per_second / cases[0].claims_per_second, 2);
  const eligible = KINDS.filter(({ name }) => name.includes('eligible')).reduce((sum, { share }) => sum + share, 0) / 2;
  const head = ['queued', 'claims per second', 'p50 ms', 'p99 ms', 'service MiB'];
  const lines = cases.map((one) => [...[one.queued, one.claims_per_second, one.p50_ms, one.p99_ms, one.service_mib]]);
  return {
    result: {
      ...machine,
      ...{ rounds, claims: SESSIONS * TURNS, eligible_percent: eligible, cases, ratio, goal_ratio: GOAL },
    },
    table: `${formatTable([head, ...lines])}\n\nrate of the deepest to the shallowest: ${ratio}, at least ${GOAL} wanted`,
    failures: ratio < GOAL ? [`the rate with ${DEPTHS.at(-1)} queued is ${ratio} of that with ${DEPTHS[0]}`] : [],
  };
}
