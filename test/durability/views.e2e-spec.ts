/**
 * A random history, after which all views must say the same, row by row: those that were kept as it happened, those that
 * are built anew, those that were built while it went on, and those whose code had another version by then. It is short
 * here; at full size:
 *
 *     TASKLEDGER_VIEWS_COMMANDS=50000 npx jest test/durability/views
 *
 * TASKLEDGER_VIEWS_SEED repeats what was decided in a run that failed, though not how commands met.
 */
import { DataSource } from 'typeorm';
import { checkAgainstLog, rebuild } from '../../src/ledger/followers/rebuild/rebuild.js';
import { rebuildables } from '../../src/ledger/followers/rebuild/units.js';
import { EventLog } from '../../src/ledger/log/event-log.js';
import { StreamRegistry } from '../../src/ledger/registry.js';
import { verifyLedger } from '../../src/ledger/verify/verify.js';
import { differencesFromLog, type FollowerInstance, startFollowers } from '../support/follower-instance.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { until } from '../support/until.js';
import { RaisedRegistry } from './support/raised-registry.js';
import { RandomHistory } from './support/random-history.js';

const COMMANDS = Number(process.env.TASKLEDGER_VIEWS_COMMANDS ?? 2_000);
const SEED = Number(process.env.TASKLEDGER_VIEWS_SEED ?? Math.floor(Math.random() * 2 ** 31));
const REBUILT_WITHIN_MS = 600_000;
/** Tables that a history has rows in, or nothing is shown of them. */
const TOLD = [
  ...['tasks', 'task_activity', 'task_search', 'task_dependencies', 'task_documents', 'idempotency_keys'],
  ...['runs', 'claim_queue', 'held_runs', 'task_triage', 'agent_sessions', 'workspaces', 'api_keys', 'scheduler'],
  ...['dashboard_tasks', 'dashboard_runs', 'dashboard_active_runs', 'dashboard_forced_stops'],
  ...['inbox_tasks', 'inbox_entries', 'inbox_lanes', 'inbox_actor_lanes', 'inbox_buckets'],
];
const ASKED = ['/api/observe/tasks/inbox', '/api/observe/tasks/dashboard'];

jest.setTimeout(120_000 + COMMANDS * 40);

let service: TestApp;
let registry: StreamRegistry;
let instance: FollowerInstance;
let history: RandomHistory;

/** Followers, but no duties: what happens is what the history says. */
beforeAll(async () => {
  service = await startTestApp({ settings: { role: 'api' } });
  registry = service.app.get(StreamRegistry);
  history = new RandomHistory(service, SEED);
  instance = await follow(registry);
});

afterAll(async () => {
  await instance.stop();
  await service.close();
});

const sql = <Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> =>
  service.app.get(DataSource).query<Row[]>(text, [...values]);

function follow(views: StreamRegistry): Promise<FollowerInstance> {
  const log = new EventLog(service.app.get(DataSource));
  return startFollowers({ url: service.database.url, log, sql }, views);
}

const options = () => ({ url: service.database.url, registry });

/** Every row of every view; what several streams may have written stands there as the first of them wrote it. */
async function contents(): Promise<Map<string, string[]>> {
  const tables = rebuildables(registry).flatMap((unit) => unit.tables.filter(({ shared }) => shared !== true));
  const all = new Map<string, string[]>();
  for (const { name } of tables) {
    const rows = await sql<{ row: string }>(`SELECT t::text AS row FROM ${name} t ORDER BY t::text COLLATE "C"`);
    all.set(
      name,
      rows.map(({ row }) => row),
    );
  }
  return all;
}

/** Nothing that anybody asks is refused meanwhile. */
async function askedDuring<R>(work: () => Promise<R>): Promise<R> {
  let over = false;
  const working = work().finally(() => (over = true));
  const asking = async (): Promise<void> => {
    do {
      for (const path of ASKED) {
        const { status } = await service.api.get(path);
        expect({ path, status, errors: service.log.errors }).toEqual({ path, status: 200, errors: [] });
      }
    } while (!over);
  };
  await Promise.all([working, asking()]);
  return working;
}

/** What happened meanwhile, or nothing was shown. */
async function accepted(work: () => Promise<unknown>): Promise<number> {
  const before = history.accepted;
  await work();
  return history.accepted - before;
}

async function tellsTheLog(views: StreamRegistry): Promise<void> {
  await instance.caughtUp();
  expect(instance.errors).toEqual([]);
  expect(await differencesFromLog(service.database, views)).toEqual([]);
}

it(`what was kept through a history is what a rebuild gives (seed ${SEED})`, async () => {
  const enough = (): boolean => history.accepted >= COMMANDS;
  // Compared as it goes on too, at one position: with copies that are built meanwhile.
  const comparing = async (): Promise<void> => {
    for (const unit of rebuildables(registry)) expect(await checkAgainstLog(unit, options())).toEqual([]);
  };
  await Promise.all([history.write(enough), comparing()]);
  await tellsTheLog(registry);
  const kept = await contents();
  for (const unit of rebuildables(registry)) await rebuild(unit, options());
  expect(await contents()).toEqual(kept);
  // A view without rows shows nothing.
  expect(TOLD.filter((table) => (kept.get(table) ?? []).length === 0)).toEqual([]);
});

it('what is rebuilt while commands are written is what a rebuild gives, and everybody is answered meanwhile', async () => {
  const anew = async (): Promise<void> => {
    for (const unit of rebuildables(registry)) await rebuild(unit, options());
  };
  expect(await accepted(() => history.writeDuring(() => askedDuring(anew)))).toBeGreaterThan(0);
  await tellsTheLog(registry);
});

it('a view of another version is built beside the old one, which serves meanwhile, and takes its place', async () => {
  const raised = new RaisedRegistry(registry);
  const wanted = rebuildables(raised).flatMap(({ views }) => views.map(({ name, version }) => ({ name, version })));
  const versions = () => sql<{ name: string; version: number }>('SELECT name, version FROM views ORDER BY name');
  const inOrder = wanted.sort((a, b) => (a.name < b.name ? -1 : 1));
  const raise = async (): Promise<void> => {
    await instance.stop();
    instance = await follow(raised);
    const built = async () => JSON.stringify(await versions()) === JSON.stringify(inOrder);
    await until('every view to be of the new version', built, REBUILT_WITHIN_MS);
  };
  expect(await accepted(() => history.writeDuring(() => askedDuring(raise)))).toBeGreaterThan(0);
  await tellsTheLog(raised);
  expect(await versions()).toEqual(inOrder);
});

it('the log is whole after all that', async () => {
  expect((await verifyLedger(service.app.get(DataSource), registry)).findings).toEqual([]);
  const [counted] = await sql<object>('SELECT count(*) AS events, count(DISTINCT stream) AS streams FROM events');
  if ('TASKLEDGER_VIEWS_COMMANDS' in process.env)
    console.log(JSON.stringify({ ...counted, accepted: history.accepted }));
});
