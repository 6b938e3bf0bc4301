/**
 * listTasks over a million tasks: every filter, searches, both together, first page and page 100, over HTTP with the
 * service's own embedded Postgres. Beside each, the plain query that one would write first, on the same tables, which may
 * use every index that there is. BENCH_TASKS: how many tasks; BENCH_CASES: a pattern of the cases' names, all without it;
 * BENCH_HOME: a directory whose filled database stays and is measured again, so that only the first run fills one.
 */
import pg from 'pg';
import { connect } from './http/connect.mjs';
import { startService } from './http/service-process.mjs';
import { listCases } from './list/cases.mjs';
import { fillTasks } from './list/fill.mjs';
import { plainQuery } from './list/plain.mjs';
import { describeMachine } from './support/machine.mjs';
import { percentile, round } from './support/statistics.mjs';
import { formatTable } from './support/table.mjs';

const TASKS = Number(process.env.BENCH_TASKS ?? 1_000_000);
const CASES = new RegExp(process.env.BENCH_CASES ?? '');
const HOME = process.env.BENCH_HOME;
const WORKSPACES = 50;
const GOAL_MS = 50;
const REQUESTS = 8;
const WARM_UP = 300;
const PLAIN_REQUESTS = 1;
const PAGES = [
  { limit: 50, pages: [1, 100] },
  { limit: 500, pages: [1] },
];
const log = (line) => process.stderr.write(`bench: ${line}\n`);

export async function run({ rounds }) {
  const service = await startService({}, HOME);
  const database = new pg.Client({ connectionString: tasksDatabase(service.databaseUrl) });
  try {
    const machine = await describeMachine(service.databaseUrl);
    await database.connect();
    const kept = await keptWorkspaces(database);
    const workspaces = kept.length > 0 ? kept : await makeWorkspaces(service.url);
    if (kept.length === 0) await fillTasks(tasksDatabase(service.databaseUrl), { tasks: TASKS, workspaces, log });
    // A service that has just started compiles as it goes: no case of its own.
    await timed(WARM_UP, () => get(service.url, { limit: 50 }));
    const measured = [];
    for (const one of await resolved(database, listCases(workspaces))) {
      measured.push(...(await measureCase(service.url, database, one, rounds)));
    }
    return report(machine, measured, rounds);
  } finally {
    await database.end();
    await service.stop();
  }
}

function tasksDatabase(url) {
  const address = new URL(url);
  address.pathname = '/taskledger';
  return address.href;
}

async function makeWorkspaces(url) {
  const post = connect(url);
  const ids = [];
  for (let n = 0; n < WORKSPACES; n++) ids.push((await post('/api/workspaces', { name: `bench ${n}` })).workspace.id);
  return ids;
}

/** Of the run that filled a kept database; none in a new one. */
async function keptWorkspaces(database) {
  const { rows } = await database.query("SELECT id FROM workspaces ORDER BY split_part(name, ' ', 2)::int");
  const { rows: counted } = await database.query('SELECT count(*)::int AS tasks FROM tasks');
  const { tasks } = counted[0];
  if (rows.length > 0 && tasks !== TASKS) throw new Error(`BENCH_HOME holds ${tasks} tasks, not ${TASKS}: remove it`);
  return rows.map(({ id }) => id);
}

/** A parent is only known once the tasks are there. */
async function resolved(database, cases) {
  const { rows } = await database.query('SELECT parent_task_id FROM tasks WHERE parent_task_id IS NOT NULL LIMIT 1');
  return cases
    .filter(([name]) => CASES.test(name))
    .map(([name, query, beyond]) => [name, 'parent_task_id' in query ? rows[0] : query, beyond]);
}

async function measureCase(url, database, [name, query, beyond = false], rounds) {
  const measured = [];
  for (const { limit, pages } of PAGES) {
    for (const page of pages) {
      const cursor = await cursorOfPage(url, { ...query, limit }, page);
      if (cursor === undefined) continue;
      const samples = await timed(rounds * REQUESTS, () => get(url, { ...query, limit, cursor }));
      const { text, values } = plainQuery(query, limit, cursor);
      const plain = await timed(PLAIN_REQUESTS, () => database.query(text, values));
      measured.push({ name, limit, page, beyond, ...figures(samples, plain) });
      log(JSON.stringify(measured.at(-1)));
    }
  }
  return measured;
}

/** Where a page begins: empty for the first, undefined for one that there is not. */
async function cursorOfPage(url, query, page) {
  let cursor = '';
  for (let number = 1; number < page && cursor !== undefined; number++)
    ({ cursor } = await get(url, { ...query, cursor }));
  return cursor;
}

async function get(url, query) {
  const response = await fetch(`${url}/api/tasks?${new URLSearchParams(query)}`);
  const { tasks } = await response.json();
  if (!response.ok) throw new Error(`listTasks answered ${response.status}`);
  return { tasks: tasks.length, cursor: response.headers.get('x-next-cursor') ?? undefined };
}

async function timed(times, call) {
  const samples = [];
  let last = await call();
  for (let n = 0; n < times; n++) {
    const begun = performance.now();
    last = await call();
    samples.push(performance.now() - begun);
  }
  return { samples, tasks: last.tasks };
}

function figures({ samples, tasks }, plain) {
  const p50 = percentile(samples, 0.5);
  const plainP50 = percentile(plain.samples, 0.5);
  return {
    tasks,
    p50_ms: round(p50, 1),
    p95_ms: round(percentile(samples, 0.95), 1),
    plain_p50_ms: round(plainP50, 1),
    ratio: round(plainP50 / p50, 2),
  };
}

function report(machine, cases, rounds) {
  const head = ['what', 'limit', 'page', 'tasks', 'p50 ms', 'p95 ms', 'plain p50 ms', 'ratio'];
  const lines = cases.map((one) => [
    ...[one.name, one.limit, one.page, one.tasks, one.p50_ms, one.p95_ms, one.plain_p50_ms, one.ratio],
  ]);
  const missed = cases.filter((one) => one.p95_ms > GOAL_MS && !one.beyond);
  return {
    result: { ...machine, tasks: TASKS, rounds, requests: rounds * REQUESTS, cases },
    table: formatTable([head, ...lines]),
    failures: missed.map(({ name, limit, page, p95_ms }) => `${name}, ${limit} a page, page ${page}: ${p95_ms} ms`),
  };
}
