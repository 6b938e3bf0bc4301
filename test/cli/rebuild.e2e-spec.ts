/** `taskledger rebuild` as an operator calls it, on a database of its own. */
import { resolve } from 'node:path';
import pg from 'pg';
import { makePlace, newTask, enqueue } from '../support/place.js';
import { runToEnd, stopSpawned } from '../support/spawn-service.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

jest.setTimeout(240_000);

const CLI = resolve('dist/src/cli.js');

interface Report {
  readonly views: readonly {
    readonly view: string;
    readonly events: number;
    readonly seconds: number;
    readonly differences?: readonly { readonly table: string; readonly kind: string; readonly rows: number }[];
  }[];
}

let service: TestApp;
let database: pg.Client;
let taskId: string;

beforeAll(async () => {
  service = await startTestApp();
  const place = await makePlace(service.api);
  taskId = (await place.task({ title: 'as the log says' })).id;
  await enqueue(service.api, taskId);
  await newTask(service.api);
  database = new pg.Client({ connectionString: service.database.url });
  await database.connect();
});

afterEach(stopSpawned);

afterAll(async () => {
  await database.end();
  await service.close();
});

const rebuild = (...args: string[]) =>
  runToEnd({ env: { DATABASE_URL: service.database.url }, entry: CLI, args: ['rebuild', ...args] });
const report = (stdout: string): Report => JSON.parse(stdout) as Report;

async function titleOf(id: string): Promise<string | undefined> {
  return (await database.query<{ title: string }>('SELECT title FROM tasks WHERE id = $1', [id])).rows[0]?.title;
}

it('says in one line what is wrong with a call, and what it can do', async () => {
  const nothing = await rebuild();
  expect(nothing).toMatchObject({ code: 1, stdout: '' });
  expect(nothing.stderr).toBe('taskledger: name a view with --view, or all with --all\n');
  const unknown = await rebuild('--view', 'nonsense');
  expect(unknown).toMatchObject({ code: 1, stdout: '' });
  expect(unknown.stderr).toMatch(/^taskledger: there is no view nonsense; there are .*\btasks?\b.*\n$/);
  expect(await rebuild('--nonsense')).toMatchObject({ code: 2, stdout: '' });
  const help = await rebuild('--help');
  expect(help).toMatchObject({ code: 0, stdout: expect.stringContaining('usage: taskledger rebuild') as string });
});

it('finds with --check what a table says other than the log, changes nothing, and mends it without', async () => {
  expect((await rebuild('--all', '--check')).code).toBe(0);
  await database.query("UPDATE tasks SET title = 'planted' WHERE id = $1", [taskId]);

  const check = await rebuild('--all', '--check', '--json');
  expect(check.code).toBe(1);
  const wrong = report(check.stdout).views.flatMap(({ differences }) => differences ?? []);
  expect(wrong).toEqual([
    { table: 'tasks', kind: 'missing', rows: 1, keys: [{ id: taskId }] },
    { table: 'tasks', kind: 'unexpected', rows: 1, keys: [{ id: taskId }] },
  ]);
  expect(await titleOf(taskId)).toBe('planted');
  const words = await rebuild('--all', '--check');
  expect(words.code).toBe(1);
  expect(words.stdout).toContain('NOT as the log says');
  expect(words.stdout).toContain(`tasks: 1 row missing, such as {"id":"${taskId}"}`);

  const mended = await rebuild('--all', '--json');
  expect(mended).toMatchObject({ code: 0, stderr: '' });
  for (const view of report(mended.stdout).views) expect(view).not.toHaveProperty('differences');
  expect(report(mended.stdout).views.find(({ events }) => events > 0)).toBeDefined();
  expect(await titleOf(taskId)).toBe('as the log says');
  const right = await rebuild('--all', '--check', '--json');
  expect(right.code).toBe(0);
  expect(report(right.stdout).views.map(({ differences }) => differences)).toEqual(
    report(right.stdout).views.map(() => []),
  );
});
