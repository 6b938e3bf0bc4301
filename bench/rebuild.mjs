/**
 * Rebuilding views: events per second and memory of `taskledger rebuild` for every view, and what writers feel of it.
 * The baseline of the writers is themselves, in the same rounds, without a rebuild.
 *   BENCH_EVENTS  length of the log (default 1,000,000)
 */
import 'reflect-metadata';
import { ledgerRegistry } from '../dist/src/cli/ledger-registry.js';
import { rebuildables } from '../dist/src/ledger/followers/rebuild/units.js';
import { Lane } from '../dist/src/ledger/lane/lane.js';
import { setTypeParsers } from '../dist/src/platform/postgres/type-parsers.js';
import { taskCommands } from './lane/task-commands.mjs';
import { rebuildInProcess } from './rebuild/process.mjs';
import { describeMachine } from './support/machine.mjs';
import { startBenchServer } from './support/server.mjs';
import { median, percentile, round } from './support/statistics.mjs';
import { formatTable } from './support/table.mjs';

const GOALS = { cheapest_per_second: 60_000, dearest_per_second: 20_000, memory_mb: 700, writers_p99_ratio: 2 };
/** Callers that write at an even pace: a loaded service, not one at its limit. */
const WRITERS = 8;
const PAUSE_MS = 10;
const QUIET_SECONDS = 10;

export async function run({ rounds }) {
  setTypeParsers();
  const length = Number(process.env.BENCH_EVENTS ?? 1_000_000);
  const server = await startBenchServer();
  try {
    const url = await server.database('bench_rebuild');
    const machine = await describeMachine(server.url);
    const lane = new Lane(ledgerRegistry(), { url });
    await fill(lane, length);
    // Followers' views are built for the first time; that is no round.
    await rebuildInProcess(url, ['--all']);
    const names = rebuildables(ledgerRegistry()).map(({ name, views }) => ({ name, view: views[0].name }));
    const measured = [];
    for (let number = 0; number < rounds; number++) {
      for (const { name, view } of names) measured.push({ name, ...(await rebuildInProcess(url, ['--view', view])) });
    }
    const writers = [];
    for (let number = 0; number < rounds; number++) writers.push(await feel(lane, url));
    await lane.close();
    return report(machine, { length, rounds, names, measured, writers });
  } finally {
    await server.stop();
  }
}

/** The lives of tasks, by the service's own commands. */
async function fill(lane, length) {
  const callers = Array.from({ length: 256 }, () => taskCommands());
  let written = 0;
  await Promise.all(
    callers.map(async (next) => {
      while (written < length) {
        written++;
        await lane.execute(next());
      }
    }),
  );
}

/** Latencies of writers before and during a rebuild of all views. */
async function feel(lane, url) {
  let writing = true;
  let rebuilding = false;
  const quiet = [];
  const during = [];
  let failed = 0;
  const writers = Array.from({ length: WRITERS }, async () => {
    const next = taskCommands();
    while (writing) {
      const begun = performance.now();
      try {
        await lane.execute(next());
      } catch {
        failed++;
      }
      (rebuilding ? during : quiet).push(performance.now() - begun);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  });
  await new Promise((resolve) => setTimeout(resolve, QUIET_SECONDS * 1000));
  rebuilding = true;
  await rebuildInProcess(url, ['--all']);
  writing = false;
  await Promise.all(writers);
  const [before, after] = [percentile(quiet, 0.99), percentile(during, 0.99)];
  return { before, after, ratio: after / before, longest: percentile(during, 1), failed };
}

function report(machine, { length, rounds, names, measured, writers }) {
  const views = names.map(({ name }) => {
    const own = measured.filter((one) => one.name === name);
    const of = (figure) => round(median(own.map((one) => one[figure])));
    return { view: name, events: of('events'), events_per_second: of('perSecond'), memory_mb: of('memoryMb') };
  });
  const of = (figure, digits) => round(median(writers.map((one) => one[figure])), digits);
  const felt = {
    writers: WRITERS,
    p99_ms_before: of('before', 2),
    p99_ms_during: of('after', 2),
    ratio: of('ratio', 2),
    longest_ms: of('longest', 1),
    failed: Math.max(...writers.map(({ failed }) => failed)),
  };
  const large = views.filter(({ events }) => events >= length / 2);
  const rates = large.map((view) => view.events_per_second);
  const failures = [];
  if (Math.max(...rates) < GOALS.cheapest_per_second) failures.push(`the cheapest view takes ${Math.max(...rates)}/s`);
  if (Math.min(...rates) < GOALS.dearest_per_second) failures.push(`the dearest view takes ${Math.min(...rates)}/s`);
  const memory = Math.max(...views.map((view) => view.memory_mb));
  if (memory > GOALS.memory_mb) failures.push(`a rebuild took ${memory} MB`);
  if (felt.ratio > GOALS.writers_p99_ratio) failures.push(`writers' p99 was ${felt.ratio} times that without`);
  if (felt.failed > 0) failures.push(`${felt.failed} commands failed`);
  const head = ['view', 'events', 'events/s', 'MB'];
  const lines = views.map((view) => [view.view, view.events, view.events_per_second, view.memory_mb]);
  return {
    result: { ...machine, events: length, rounds, goals: GOALS, views, writers: felt },
    table: `${formatTable([head, ...lines])}\nwriters' p99: ${felt.p99_ms_before} ms, during a rebuild ${felt.p99_ms_during}`,
    failures,
  };
}
