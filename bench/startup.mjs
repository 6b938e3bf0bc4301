/**
 * From the start of the service's process to 200 at /health/ready, its embedded Postgres included, on an empty and on a
 * filled ledger, in turns. The baseline on the same homes in the same rounds: the same Postgres, a pool and a bare Nest
 * application. Beside it, Node alone.
 *   BENCH_TASKS   tasks of the filled ledger (default 100,000)
 *   BENCH_LEDGER  directory in which the filled ledger stays for the next bench
 */
import { spawnSync } from 'node:child_process';
import { startService } from './http/service-process.mjs';
import { BARE, makeHome, NO_LADDER } from './support/filled-ledger.mjs';
import { describeMachine } from './support/machine.mjs';
import { median, round } from './support/statistics.mjs';
import { formatTable } from './support/table.mjs';

const TASKS = Number(process.env.BENCH_TASKS ?? 100_000);
const GOAL_MS = 5_000;
const POLL_MS = 5;

export async function run({ rounds }) {
  const homes = [];
  try {
    homes.push({ name: 'empty', ...(await makeHome(0)) }, { name: 'filled', ...(await makeHome(TASKS)) });
    const measured = [];
    let machine;
    // The first round warms up: what comes from the disk comes from its cache afterwards.
    for (let number = 0; number <= rounds; number++) {
      const order = number % 2 === 0 ? homes : homes.toReversed();
      const starts = [{ what: 'node', ready: timeOfNode() }];
      for (const home of order) {
        starts.push(await startBare(home));
        const { machine: seen, ...start } = await startOnce(home);
        starts.push(start);
        machine ??= seen;
      }
      if (number > 0) measured.push(...starts);
    }
    return report(machine, measured, homes, rounds);
  } finally {
    for (const { remove } of homes) remove();
  }
}

async function startOnce({ name, home }) {
  const service = await startService(NO_LADDER, home);
  try {
    for (;;) {
      const { status } = await fetch(`${service.url}/health/ready`);
      if (status === 200) break;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    const ready = performance.now() - service.begun;
    const memory = service.memoryMib();
    const machine = await describeMachine(service.databaseUrl);
    return { what: `service, ${name}`, ready, line: service.readyMs, memory, machine };
  } finally {
    await service.stop();
  }
}

async function startBare({ name, home }) {
  const bare = await startService({}, home, { entry: BARE });
  const memory = bare.memoryMib();
  await bare.stop();
  return { what: `bare, ${name}`, ready: bare.readyMs, line: bare.readyMs, memory };
}

function timeOfNode() {
  const begun = performance.now();
  spawnSync(process.execPath, ['-e', '0']);
  return performance.now() - begun;
}

function report(machine, measured, homes, rounds) {
  const [empty, filled] = homes;
  const cases = [
    summary(measured, 'node', 'Node alone', undefined),
    summary(measured, 'bare, empty', 'Postgres and a bare Nest application, empty ledger', empty.tasks),
    summary(measured, 'bare, filled', 'Postgres and a bare Nest application, filled ledger', filled.tasks),
    summary(measured, 'service, empty', 'the service, empty ledger', empty.tasks),
    summary(measured, 'service, filled', 'the service, filled ledger', filled.tasks),
  ];
  const first = round(empty.firstStartMs);
  const head = ['what', 'tasks', 'ready ms', 'slowest ms', 'its line ms', 'MiB'];
  const lines = cases.map((one) => [
    ...[one.what, one.tasks ?? '', one.ready_ms, one.longest_ms, one.line_ms ?? '', one.service_mib ?? ''],
  ]);
  const late = cases.filter(({ ready_ms }) => ready_ms > GOAL_MS);
  return {
    result: {
      ...machine,
      rounds,
      tasks: filled.tasks,
      events: filled.events,
      goal_ms: GOAL_MS,
      first_start_ms: first,
      cases,
    },
    table: `${formatTable([head, ...lines])}\n\nthe first start of a home, which makes its database: ${first} ms`,
    failures: late.map(({ what, ready_ms }) => `${what} is ready after ${ready_ms} ms, not ${GOAL_MS}`),
  };
}

function summary(measured, kind, what, tasks) {
  const same = measured.filter((one) => one.what === kind);
  const of = (figure) => round(median(same.map((one) => one[figure])));
  const longest_ms = round(Math.max(...same.map(({ ready }) => ready)));
  if (kind === 'node') return { what, ready_ms: of('ready'), longest_ms };
  return { what, tasks, ready_ms: of('ready'), longest_ms, line_ms: of('line'), service_mib: of('memory') };
}
