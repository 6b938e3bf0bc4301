/**
 * Which test files share one run of the app's modules. Loading them costs more than most files' tests, so `npm test` runs
 * many files after each other in one environment, each as a `describe` of its own; `npx jest FILE` runs one alone.
 */
import { readdirSync } from 'node:fs';
import { join, sep } from 'node:path';

/** Groups of each kind; a worker takes one at a time. */
export const GROUPS = { unit: 3, database: 12 };

/** Files that take long by themselves, most of which start processes: each is a group of its own. */
const ALONE =
  /^(platform|durability|cli|demo|docs|architecture)\/|\/races\/|property|planted|isolation|list-tasks|idle-waiters|claims-against/;

const KINDS = { unit: /\.spec\.ts$/, database: /\.(int|e2e)-spec\.ts$/ };

/** Paths below test/, with slashes. */
function specFiles(kind) {
  const all = readdirSync(join(import.meta.dirname, '..'), { recursive: true, encoding: 'utf8' });
  return all
    .map((path) => path.split(sep).join('/'))
    .filter((path) => KINDS[kind].test(path))
    .sort();
}

export function aloneFiles() {
  return [...specFiles('unit'), ...specFiles('database')].filter((path) => ALONE.test(path));
}

/** The files of a group; all groups together have each file once that is not alone. */
export function filesOfGroup(kind, index) {
  return specFiles(kind)
    .filter((path) => !ALONE.test(path))
    .filter((_, at) => at % GROUPS[kind] === index - 1);
}
