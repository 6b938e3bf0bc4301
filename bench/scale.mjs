/**
 * Throughput of each command over HTTP by 16 callers on an empty and on a filled ledger, wave by wave in turns, so that what
 * else the machine does hits both. The empty ledger, which grows by a few thousand tasks meanwhile, is the baseline.
 *   BENCH_TASKS   tasks of the filled ledger (default 100,000)
 *   BENCH_LEDGER  directory in which the filled ledger stays for the next bench, with the tasks that this one adds
 */
import { startLoad } from './http/load-process.mjs';
import { startService } from './http/service-process.mjs';
import { makeHome, NO_LADDER } from './support/filled-ledger.mjs';
import { describeMachine } from './support/machine.mjs';
import { median, round } from './support/statistics.mjs';
import { formatTable } from './support/table.mjs';

const TASKS = Number(process.env.BENCH_TASKS ?? 100_000);
/** The rate on the filled ledger, of that on the empty one. */
const GOAL = 0.8;
const WARM_UP_WAVES = 2;

/** @param seconds that a round's waves take on both ledgers together, at least. */
export async function run({ rounds, seconds = 20 }) {
  const ledgers = [];
  const load = startLoad('../scale/load.mjs');
  try {
    for (const tasks of [0, TASKS]) ledgers.push(await openLedger(tasks));
    const machine = await describeMachine(ledgers[0].service.databaseUrl);
    for (let number = 0; number < WARM_UP_WAVES; number++) await waveOnEach(load, ledgers);
    const measured = [];
    for (let number = 0; number < rounds; number++) measured.push(await measureRound(load, ledgers, seconds, number));
    return report({ ...machine, rounds, seconds }, measured, ledgers);
  } finally {
    load.end();
    for (const { service, remove } of ledgers) {
      await service.stop();
      remove();
    }
  }
}

async function openLedger(wanted) {
  const { home, tasks, events, remove } = await makeHome(wanted);
  return { tasks, events, remove, service: await startService(NO_LADDER, home) };
}

/** @returns each command's count and ms on either ledger */
async function measureRound(load, ledgers, seconds, number) {
  const sums = ledgers.map(() => ({}));
  const end = performance.now() + seconds * 1_000;
  for (let turn = number; performance.now() < end; turn++) {
    const figures = await waveOnEach(load, ledgers, turn % 2 === 1);
    figures.forEach((one, i) => addTo(sums[i], one));
  }
  return sums;
}

async function waveOnEach(load, ledgers, reversed = false) {
  const figures = [];
  const order = reversed ? ledgers.toReversed() : ledgers;
  for (const ledger of order) {
    figures[ledgers.indexOf(ledger)] = await load.ask({ kind: 'wave', url: ledger.service.url });
  }
  return figures;
}

function addTo(sums, figures) {
  for (const [command, { count, ms }] of Object.entries(figures)) {
    const sum = (sums[command] ??= { count: 0, ms: 0 });
    sum.count += count;
    sum.ms += ms;
  }
}

function report(conditions, measured, ledgers) {
  const commands = Object.keys(measured[0][0]).map((command) => summary(measured, command));
  const head = ['command', ...ledgers.map(({ tasks }) => `${tasks.toLocaleString('en-US')} tasks, /s`), 'ratio'];
  const lines = commands.map((one) => [one.command, one.empty_per_second, one.filled_per_second, one.ratio]);
  const sizes = ledgers.map(({ tasks, events }) => ({ tasks, events }));
  const missed = commands.filter(({ ratio }) => ratio < GOAL);
  return {
    result: { ...conditions, goal: GOAL, ledgers: sizes, commands },
    table: formatTable([head, ...lines]),
    failures: missed.map(({ command, ratio }) => `${command}: ${ratio} of the rate on an empty ledger, not ${GOAL}`),
  };
}

function summary(measured, command) {
  const rates = (ledger) => measured.map((sums) => sums[ledger][command]).map(({ count, ms }) => count / (ms / 1_000));
  const [empty, filled] = [rates(0), rates(1)];
  return {
    command,
    empty_per_second: round(median(empty)),
    filled_per_second: round(median(filled)),
    ratio: round(median(filled.map((rate, i) => rate / empty[i])), 2),
  };
}
