/**
 * Which test files share one run of the app's modules. Loading them costs more than most files' tests, so `npm test` runs
 * many files after each other in one environment, each as a `describe` of its own; `npx jest FILE` runs one alone.
 */
import { readdirSync } from 'node:fs';
import { join, sep } from 'node:path';

/** Groups of each kind; a worker takes one at a time. */
export const GROUPS = { unit: 3, database: 12 };

/**
 * Files that are groups of their own: those that start processes, which need not load the app, and those that alone take
 * as long as a group.
 */
const ALONE = new RegExp(
  [
    ...[
      'architecture/import-rules',
      'cli/keys/keys',
      'cli/rebuild\\.',
      'cli/work/(?:restart|worker)',
      'demo/demo',
      'docs/readme',
    ],
    ...['durability/(?:crash|database-outage|drain|run-chaos|shutdown|takeover|two-instances)\\.'],
    ...['platform/(?:embedded-server|home-lock|running-service|service)\\.', 'planted-secrets'],
  ].join('|'),
);

/**
 * Seconds that files take where that is more than `USUAL`, measured on two slow cores; they decide what runs first and
 * what shares a group. One that is wrong makes the run longer, never wrong.
 */
const SECONDS = {
  'http/planted/planted-secrets': 110,
  'docs/examples': 70,
  'platform/service': 63,
  'platform/embedded-server': 61,
  'durability/crash': 57,
  'tasks/races/graph': 42,
  'durability/claims': 35,
  'durability/stream': 35,
  'cli/work/worker': 34,
  'cli/work/restart': 34,
  'access/isolation.property': 30,
  'cli/keys/keys': 30,
  'tasks/lifecycle.property': 28,
  'durability/run-chaos': 27,
  'runs/idle-waiters': 26,
  'tasks/races/publish-approve': 25,
  'demo/demo': 24,
  'durability/drain': 24,
  'durability/two-instances': 19,
  'cli/rebuild': 17,
  'durability/views': 15,
  'durability/shutdown': 15,
  'tasks/races/cancel-tree': 14,
  'durability/database-outage': 13,
  'tasks/list-tasks': 13,
  'runs/races/force': 13,
  'durability/views-takeover': 12,
  'runs/claim-order.property': 12,
  'tasks/cancel-task': 12,
  'runs/races/operated-runs': 11,
  'tasks/list-tasks-plan': 11,
  'tasks/races/pause-claims': 11,
  'ledger/lane/statement-count': 10,
  'durability/takeover': 9,
  'scheduler/claims-against-pause': 8,
  'docs/readme': 7,
  'platform/running-service': 6,
  'platform/open-database': 6,
  'migrations/search-places': 6,
  'fronts/web-tasks/schema-run': 6,
  'tasks/races/reads': 5,
  'http/identity/foreign-id-cost': 5,
};
const USUAL = { unit: 0.3, database: 3 };

const KINDS = { unit: /\.spec\.ts$/, database: /\.(int|e2e)-spec\.ts$/ };

/** Paths below test/, with slashes. */
function specFiles(kind) {
  const all = readdirSync(join(import.meta.dirname, '..'), { recursive: true, encoding: 'utf8' });
  return all
    .map((path) => path.split(sep).join('/'))
    .filter((path) => KINDS[kind].test(path))
    .sort();
}

function secondsOf(file) {
  const kind = KINDS.unit.test(file) ? 'unit' : 'database';
  return SECONDS[nameOf(file)] ?? USUAL[kind];
}

function nameOf(file) {
  return file.replace(/\.(?:(?:int|e2e)-)?spec\.ts$/, '');
}

export function aloneFiles() {
  return [...specFiles('unit'), ...specFiles('database')].filter((path) => ALONE.test(path));
}

/** All groups of a kind: the longest file first, each to the group that has least to do. */
function groupsOf(kind) {
  const groups = Array.from({ length: GROUPS[kind] }, () => ({ seconds: 0, files: [] }));
  const grouped = specFiles(kind).filter((path) => !ALONE.test(path));
  for (const file of grouped.sort((a, b) => secondsOf(b) - secondsOf(a))) {
    const [group] = groups.toSorted((a, b) => a.seconds - b.seconds);
    group.files.push(file);
    group.seconds += secondsOf(file);
  }
  return groups;
}

/** The files of a group; all groups together have each file once that is not alone. */
export function filesOfGroup(kind, index) {
  return groupsOf(kind)[index - 1].files;
}

/** Names in this file that no test file has any more. */
export function unknownFiles() {
  const known = [...specFiles('unit'), ...specFiles('database')].map(nameOf);
  return Object.keys(SECONDS).filter((name) => !known.includes(name));
}

/**
 * How long a file of the suite takes, roughly, in seconds.
 * @param path below test/, of a group's file or of one that is alone
 */
export function expectedSeconds(path) {
  const [, kind, number] = /^groups\/(unit|database)-(\d+)\.group\.ts$/.exec(path) ?? [];
  return kind === undefined ? secondsOf(path) : groupsOf(kind)[Number(number) - 1].seconds;
}
