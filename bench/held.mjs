/**
 * A thousand calls are held until their runs end, all of them done by workers one after another. Measured is the time from
 * a run's end, as its event has it by the database's clock, to the answer of the call that waits for it; the service and its
 * callers are on one machine and have one clock.
 *   BENCH_HELD  calls that wait (default 1000, which is as many as an instance holds)
 */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import pg from 'pg';
import { startService } from './http/service-process.mjs';
import { describeMachine } from './support/machine.mjs';
import { median, percentile, round } from './support/statistics.mjs';
import { formatTable } from './support/table.mjs';

const CALLS = Number(process.env.BENCH_HELD ?? 1_000);
/** The longest that 95 of 100 answers may take after their runs' ends. */
const GOAL_MS = 100;
const LOOK_MS = 100;

const OPEN =
  'SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() ' +
  "AND application_name = 'taskledger'";

export async function run({ rounds }) {
  const measured = [];
  let machine;
  for (let number = 0; number < rounds; number++) {
    const service = await startService({ HOLD_MAX_SECONDS: '600', RATE_LIMIT_PER_SECOND: '0' });
    try {
      machine ??= await describeMachine(service.databaseUrl);
      measured.push(await measure(service));
    } finally {
      await service.stop();
    }
  }
  return report(machine, measured, rounds);
}

async function measure({ url, databaseUrl }) {
  const address = new URL(databaseUrl);
  address.pathname = '/taskledger';
  const client = new pg.Client({ connectionString: address.href, application_name: 'bench' });
  await client.connect();
  let connections = 0;
  const count = async () => {
    const { rows } = await client.query(OPEN);
    connections = Math.max(connections, rows[0].count);
  };
  const timer = setInterval(() => void count().catch(() => undefined), LOOK_MS);
  try {
    const { answered, seconds } = await load({ url, calls: CALLS });
    const { rows } = await client.query('SELECT number::int, ended_at FROM runs');
    const ends = new Map(rows.map(({ number, ended_at }) => [number, new Date(ended_at).getTime()]));
    const samples = answered.map(({ run, at }) => at - ends.get(run));
    const failed = answered.filter(({ status }) => status !== 'success').length;
    return { samples, seconds, failed, connections };
  } finally {
    clearInterval(timer);
    await client.end();
  }
}

function load(job) {
  const child = fork(join(import.meta.dirname, 'held/load.mjs'));
  return new Promise((resolve, reject) => {
    child.on('message', ({ figures, error }) => {
      if (error !== undefined) reject(new Error(error));
      else if (figures) resolve(figures);
    });
    child.once('exit', () => reject(new Error('the load ended')));
    child.send(job);
  }).finally(() => child.kill());
}

function report(machine, measured, rounds) {
  const of = (share) => round(median(measured.map(({ samples }) => percentile(samples, share))), 1);
  const answers = { p50_ms: of(0.5), p95_ms: of(0.95), p99_ms: of(0.99) };
  const ends = round(median(measured.map(({ seconds }) => CALLS / seconds)));
  const connections = Math.max(...measured.map((one) => one.connections));
  const failed = measured.reduce((sum, one) => sum + one.failed, 0);
  const head = ['held calls', 'ends per second', 'p50 ms', 'p95 ms', 'p99 ms', 'pool connections'];
  const line = [CALLS, ends, answers.p50_ms, answers.p95_ms, answers.p99_ms, connections];
  return {
    result: { ...machine, rounds, held: CALLS, ends_per_second: ends, ...answers, connections, goal_p95_ms: GOAL_MS },
    table: formatTable([head, line]),
    failures: [
      ...(answers.p95_ms > GOAL_MS ? [`95 of 100 answers came up to ${answers.p95_ms} ms late, not ${GOAL_MS}`] : []),
      ...(failed > 0 ? [`${failed} calls were not answered with a success`] : []),
    ],
  };
}
