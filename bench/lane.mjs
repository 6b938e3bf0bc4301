/**
 * The lane against one transaction per command: same server, same commands, same rows, rounds taken in turns.
 */
import 'reflect-metadata';
import { Lane } from '../dist/src/ledger/lane/lane.js';
import { setTypeParsers } from '../dist/src/platform/postgres/type-parsers.js';
import { taskRegistry } from './lane/ledger.mjs';
import { taskCommands } from './lane/task-commands.mjs';
import { TransactionPerCommand } from './lane/transaction-per-command.mjs';
import { describeMachine } from './support/machine.mjs';
import { runCallers } from './support/run-callers.mjs';
import { startBenchServer } from './support/server.mjs';
import { median, round } from './support/statistics.mjs';
import { formatTable } from './support/table.mjs';

/** Callers, and how many times the baseline's throughput the lane has to reach with them. */
const GOALS = new Map([
  [1, 0.8],
  [16, 2],
  [64, 3],
]);
/** More are not faster on this kind of machine: the baseline gets what suits it best. */
const BASELINE_CONNECTIONS = 16;
const WARM_UP_SECONDS = 1;

export async function run({ rounds, seconds = 2 }) {
  setTypeParsers();
  const server = await startBenchServer();
  try {
    const machine = await describeMachine(server.url);
    const contestants = await startContestants(server);
    try {
      return report(machine, await measureAll(contestants, rounds, seconds), rounds, seconds);
    } finally {
      for (const { engine } of contestants) await engine.close();
    }
  } finally {
    await server.stop();
  }
}

async function startContestants(server) {
  const lane = new Lane(taskRegistry(), { url: await server.database('bench_lane') });
  const baseline = new TransactionPerCommand(
    taskRegistry(),
    await server.database('bench_baseline'),
    BASELINE_CONNECTIONS,
  );
  await baseline.prepare();
  return [
    { name: 'lane', engine: lane },
    { name: 'baseline', engine: baseline },
  ];
}

/** Rounds in turns, and within a round both contestants one after the other, so that a slow minute hits both. */
async function measureAll(contestants, rounds, seconds) {
  const measured = [];
  // One caller first: rows that all share are there before transactions side by side would each insert them.
  for (const callers of [1, 64]) {
    for (const { engine } of contestants) await measure(engine, callers, WARM_UP_SECONDS);
  }
  for (let number = 0; number < rounds; number++) {
    for (const callers of GOALS.keys()) {
      const order = number % 2 === 0 ? contestants : contestants.toReversed();
      for (const { name, engine } of order)
        measured.push({ name, callers, ...(await measure(engine, callers, seconds)) });
    }
  }
  return measured;
}

function measure(engine, callers, seconds) {
  const next = Array.from({ length: callers }, () => taskCommands());
  return runCallers(callers, seconds, (caller) => engine.execute(next[caller]()));
}

function report(machine, measured, rounds, seconds) {
  const cases = [...GOALS].map(([callers, goal]) => {
    const lane = summary(measured, 'lane', callers);
    const baseline = summary(measured, 'baseline', callers);
    return { callers, lane, baseline, ratio: round(lane.commands_per_second / baseline.commands_per_second, 2), goal };
  });
  const head = ['callers', 'lane/s', 'p50 ms', 'p99 ms', 'baseline/s', 'p50 ms', 'p99 ms', 'ratio', 'goal'];
  const lines = cases.map(({ callers, lane, baseline, ratio, goal }) => [
    ...[callers, lane.commands_per_second, lane.p50_ms, lane.p99_ms],
    ...[baseline.commands_per_second, baseline.p50_ms, baseline.p99_ms, ratio, goal],
  ]);
  const missed = cases.filter(({ ratio, goal }) => ratio < goal);
  return {
    result: { ...machine, rounds, seconds, baseline_connections: BASELINE_CONNECTIONS, cases },
    table: formatTable([head, ...lines]),
    failures: missed.map(({ callers, ratio, goal }) => `${callers} callers: ${ratio} times the baseline, not ${goal}`),
  };
}

function summary(measured, name, callers) {
  const rounds = measured.filter((one) => one.name === name && one.callers === callers);
  const of = (figure, digits) => round(median(rounds.map((one) => one[figure])), digits);
  return { commands_per_second: of('perSecond', 0), p50_ms: of('p50', 2), p99_ms: of('p99', 2) };
}
