/**
 * Streams of tasks on one instance: 20, and 2,000, with 500 events a second on the tasks that they watch. Of each four
 * readers two read all, one reads little by little, one nothing at all. Measured is the time from an event's `recorded_at`
 * to its arrival at the socket of each fast reader: it is read from the machine's one clock before the event is committed,
 * so that the time from the commit is shorter by what the commit took.
 */
import pg from 'pg';
import { startLoad } from './http/load-process.mjs';
import { startService } from './http/service-process.mjs';
import { describeMachine } from './support/machine.mjs';
import { median, round } from './support/statistics.mjs';
import { formatTable } from './support/table.mjs';

const STREAMS = [20, Number(process.env.BENCH_STREAMS ?? 2_000)];
const EVENTS_PER_SECOND = Number(process.env.BENCH_EVENTS ?? 500);
const TASKS = 100;
/** Events of each task, and bytes of each, before anybody reads: more than sockets hold. */
const PAST = { events: 500, bytes: 4_000 };
/** Seconds of writing before anything is measured. */
const WARM_UP = 3;
/** How long frames that are missing are waited for. */
const PATIENCE_MS = 10_000;
/** The longest that 99 of 100 frames may take. */
const GOAL_MS = 250;
/** More queries than this, relative to the few streams, would say that they grow with the streams. */
const QUERIES_GOAL = 1.2;

export async function run({ rounds, seconds = 10 }) {
  const measured = [];
  let machine;
  for (let number = 0; number < rounds; number++) {
    for (const streams of STREAMS) {
      const service = await startService();
      try {
        machine ??= await describeMachine(service.databaseUrl);
        measured.push({ streams, ...(await measure(service, streams, seconds)) });
      } finally {
        await service.stop();
      }
    }
  }
  return report(machine, measured, { rounds, seconds });
}

async function measure({ url, databaseUrl, memoryMib }, streams, seconds) {
  const [writer, readers] = [startLoad('../stream/writer.mjs'), startLoad('../stream/readers.mjs')];
  try {
    const tasks = Math.min(TASKS, streams / 4);
    const planted = await writer.ask({ kind: 'plant', url, tasks: TASKS, past: PAST.events, bytes: PAST.bytes });
    const taskIds = planted.taskIds.slice(0, tasks);
    const before = memoryMib();
    const head = await headOf(url);
    const { open } = await readers.ask({ kind: 'open', url, taskIds, streams, head });
    const load = { kind: 'write', tasks, perSecond: EVENTS_PER_SECOND };
    await writer.ask({ ...load, seconds: WARM_UP });
    const framesOf = (time) => (EVENTS_PER_SECOND * time * streams) / 2 / tasks;
    await readers.ask({ kind: 'measured', expected: framesOf(WARM_UP), patienceMs: PATIENCE_MS });
    await readers.ask({ kind: 'begin' });
    const from = await transactions(databaseUrl);
    const written = await writer.ask({ ...load, seconds });
    const to = await transactions(databaseUrl);
    const read = await readers.ask({ kind: 'measured', expected: framesOf(seconds), patienceMs: PATIENCE_MS });
    const memory = memoryMib();
    await readers.ask({ kind: 'close' });
    const perSecond = (to.count - from.count) / ((to.at - from.at) / 1_000);
    return { open, ...read, expected: framesOf(seconds), written, perSecond, before, memory };
  } finally {
    writer.end();
    readers.end();
  }
}

async function headOf(url) {
  return Number((await fetch(`${url}/api/tasks?limit=1`)).headers.get('x-ledger-position'));
}

/** Every read of the service is a transaction of its own, and every flush of the lane one. */
async function transactions(databaseUrl) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  // Servers write down what their connections did once a second.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  const { rows } = await client.query(
    'SELECT sum(xact_commit + xact_rollback)::float8 AS count FROM pg_stat_database WHERE datname IS NOT NULL',
  );
  await client.end();
  return { count: rows[0].count, at: performance.now() };
}

function report(machine, measured, { rounds, seconds }) {
  const cases = STREAMS.map((streams) => summary(measured, streams));
  const [few, many] = cases;
  const grown = (one) => one.service_mib - one.service_mib_before_streams;
  const kib = round(((grown(many) - grown(few)) * 1_024) / (many.streams - few.streams), 1);
  const queries = round(many.transactions_per_second / few.transactions_per_second, 2);
  const head = ['streams', 'events/s', 'frames', 'p50 ms', 'p99 ms', 'transactions/s', 'service MiB', 'slow ones cut'];
  const lines = cases.map((one) => [
    ...[one.streams, one.events_per_second, one.frames_to_fast_readers, one.p50_ms, one.p99_ms],
    ...[one.transactions_per_second, one.service_mib, one.cuts_of_slow_readers],
  ]);
  return {
    result: {
      ...{ ...machine, rounds, seconds, tasks: TASKS, goal_p99_ms: GOAL_MS, goal_queries_ratio: QUERIES_GOAL },
      clock: 'from recorded_at of the event, which is before its commit, to its arrival at the socket of a fast reader',
      readers:
        'of each four two fast, one that takes 4 KiB a second, one that takes nothing; slow ones replay the past',
      ...{ cases, queries_ratio: queries, kib_per_stream: kib },
    },
    table: `${formatTable([head, ...lines])}\n${kib} KiB a stream; ${queries} times the transactions`,
    failures: failures(many, queries),
  };
}

function failures({ p99_ms, missing, streams, open }, queries) {
  return [
    ...(p99_ms > GOAL_MS ? [`99 of 100 frames took up to ${p99_ms} ms, not ${GOAL_MS}`] : []),
    ...(missing > 0 ? [`${missing} frames did not come to fast readers`] : []),
    ...(open < streams ? [`${open} of ${streams} streams were opened`] : []),
    ...(queries > QUERIES_GOAL ? [`${queries} times the transactions of few streams`] : []),
  ];
}

function summary(measured, streams) {
  const same = measured.filter((one) => one.streams === streams);
  const of = (figure, digits = 0) => round(median(same.map(figure)), digits);
  return {
    streams,
    open: Math.min(...same.map(({ open }) => open)),
    events_per_second: of(({ written }) => written.perSecond),
    command_p99_ms: of(({ written }) => written.p99, 1),
    frames_to_fast_readers: of(({ fastFrames }) => fastFrames),
    missing: Math.max(...same.map(({ expected, fastFrames }) => expected - fastFrames)),
    p50_ms: of(({ p50 }) => p50, 1),
    p99_ms: of(({ p99 }) => p99, 1),
    longest_ms: of(({ longest }) => longest),
    frames_to_slow_readers: of(({ slowFrames }) => slowFrames),
    cuts_of_slow_readers: of(({ cuts }) => cuts),
    cuts_of_fast_readers: Math.max(...same.map(({ fastCuts }) => fastCuts)),
    transactions_per_second: of(({ perSecond }) => perSecond),
    service_mib_before_streams: of(({ before }) => before),
    service_mib: of(({ memory }) => memory),
  };
}
