/**
 * A tree of 2,000 tasks with open runs is canceled while 16 callers create and start tasks: how long it takes, and what
 * the others notice of it. The baseline is the same load in the same round without the cancellation.
 */
import { startLoad } from './http/load-process.mjs';
import { startService } from './http/service-process.mjs';
import { describeMachine } from './support/machine.mjs';
import { median, round } from './support/statistics.mjs';
import { formatTable } from './support/table.mjs';

const SIZE = 2_000;
const CALLERS = 16;
/** The longest that a cancellation may take. */
const GOAL_MS = 1_000;

export async function run({ rounds, seconds = 3 }) {
  const service = await startService();
  const load = startLoad();
  try {
    const machine = await describeMachine(service.databaseUrl);
    const measured = [];
    await measureRound(service, load, seconds);
    for (let number = 0; number < rounds; number++) measured.push(await measureRound(service, load, seconds));
    return report(machine, measured, { rounds, seconds });
  } finally {
    load.end();
    await service.stop();
  }
}

async function measureRound({ url }, load, seconds) {
  const { rootId } = await load.ask({ kind: 'plant', url, size: SIZE });
  const job = { kind: 'beside', url, callers: CALLERS, seconds };
  const baseline = await load.ask(job);
  return { baseline, canceling: await load.ask({ ...job, rootId }) };
}

function report(machine, measured, { rounds, seconds }) {
  const of = (pick, digits = 1) => round(median(measured.map(pick)), digits);
  const cancel = {
    tasks: SIZE,
    ms: of(({ canceling }) => canceling.cancelMs),
    longest_ms: round(Math.max(...measured.map(({ canceling }) => canceling.cancelMs)), 1),
    goal_ms: GOAL_MS,
  };
  const others = {
    callers: CALLERS,
    baseline: { p50_ms: of(({ baseline }) => baseline.p50), p99_ms: of(({ baseline }) => baseline.p99) },
    during: {
      commands: of(({ canceling }) => canceling.beside.count, 0),
      p50_ms: of(({ canceling }) => canceling.beside.p50),
      p99_ms: of(({ canceling }) => canceling.beside.p99),
    },
    whole_time: { p50_ms: of(({ canceling }) => canceling.p50), p99_ms: of(({ canceling }) => canceling.p99) },
  };
  const lines = [
    ['what', 'p50 ms', 'p99 ms'],
    ['others, no cancellation', others.baseline.p50_ms, others.baseline.p99_ms],
    ['others, under way during it', others.during.p50_ms, others.during.p99_ms],
    [`others, all ${seconds} s around it`, others.whole_time.p50_ms, others.whole_time.p99_ms],
    [`cancellation of ${SIZE} tasks`, cancel.ms, cancel.longest_ms],
  ];
  const missed = cancel.ms > GOAL_MS;
  return {
    result: { ...machine, rounds, seconds, cancel, others },
    table: formatTable(lines),
    failures: missed ? [`canceling ${SIZE} tasks took ${cancel.ms} ms, not at most ${GOAL_MS}`] : [],
  };
}
