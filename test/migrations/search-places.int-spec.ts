import type { DataSource } from 'typeorm';
import { migrations } from '../../migrations/index.js';
import { SearchPlaces1700000000010 } from '../../migrations/0010-search-places.js';
import { createDataSource } from '../../src/platform/postgres/data-source.js';
import { gramsOf, type Places, searchText } from '../../src/tasks/views/search-text.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

/** More than a page of each kind. */
const TASKS_OF_A_KIND = 2_100;
const KINDS: readonly Places[] = [
  {},
  { owner_ref: "ann's \\ desk" },
  { network_channel: 'build' },
  { owner_ref: 'bob', network_channel: 'build' },
  { workspace: 'ws-1', owner_ref: 'bob', network_channel: 'test' },
];

let database: TestDatabase;
let source: DataSource;

beforeEach(async () => {
  database = await createTestDatabase();
  source = createDataSource(database.url, { poolSize: 1 });
});
afterEach(async () => {
  await source.destroy();
  await database.drop();
});

/** As it was after the migrations before this one, which is number `next`. */
async function migratedBefore(next: number): Promise<void> {
  source.setOptions({ migrations: migrations.slice(0, next - 1) });
  await source.initialize();
  await source.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  await source.runMigrations();
}

async function migrateFully(): Promise<void> {
  await source.destroy();
  source = await createDataSource(database.url, { poolSize: 1 }).initialize();
  await source.runMigrations();
}

/** Straight into the table: the service of today knows no table of then. */
async function addTasks(): Promise<void> {
  for (const [kind, { workspace, owner_ref, network_channel }] of KINDS.entries()) {
    await source.query(
      `INSERT INTO tasks (id, uuid, number, scope, workspace_id, network_channel, title, priority, max_attempts,
        auto_enqueue_on_ready, status, approval_policy, approval_state, owner_kind, owner_ref, paused, created_by_kind,
        created_by_ref, origin_kind, origin_ref, created_at, updated_at, child_count, dependency_count)
      SELECT $1 || n, gen_random_uuid(), n, 'global', $2, $4, 'Task ' || n, 'medium', 3,
        false, 'ready', 'none', 'not_required', CASE WHEN $3::text IS NOT NULL THEN 'human' END, $3, false, 'human',
        'local-user', 'http', 'tasks.create', now(), now(), 0, 0
      FROM generate_series(1, ${TASKS_OF_A_KIND}) n`,
      [`task-${kind}-`, workspace, owner_ref, network_channel],
    );
  }
  await source.query('INSERT INTO task_activity SELECT id, 1, created_at FROM tasks');
}

/** Each task's grams beside those that the service writes for it. */
async function gramsAndWanted(): Promise<{ grams: unknown[]; wanted: unknown[] }> {
  const tasks = await source.query<{ id: string; title: string; text: string }[]>(
    'SELECT id, title FROM tasks ORDER BY id',
  );
  const written = tasks.map(({ id, title }) => {
    const places = KINDS[Number(id.split('-')[1])] ?? {};
    return gramsOf(searchText({ title }), { workspace: '', ...places });
  });
  const wanted = await source.query<unknown[]>('SELECT unnest($1::text[])::tsvector AS grams', [written]);
  return { grams: await source.query('SELECT grams FROM task_search ORDER BY task_id'), wanted };
}

function rowsAsTheyLie(): Promise<unknown[]> {
  return source.query('SELECT task_id, ctid, grams FROM task_search ORDER BY task_id');
}

async function migrateOnceMore(): Promise<void> {
  const runner = source.createQueryRunner();
  await new SearchPlaces1700000000010().up(runner);
  await runner.release();
}

describe('the places of tasks among their grams', () => {
  it('come to tasks that were there before there were grams', async () => {
    await migratedBefore(4);
    await addTasks();
    await migrateFully();
    const { grams, wanted } = await gramsAndWanted();
    expect(grams).toHaveLength(KINDS.length * TASKS_OF_A_KIND);
    expect(grams).toEqual(wanted);
  });

  it('are added where they are missing, and no row that has them is written', async () => {
    await migratedBefore(4);
    await addTasks();
    await migrateFully();
    const before = await rowsAsTheyLie();
    await migrateOnceMore();
    expect(await rowsAsTheyLie()).toEqual(before);

    const take = 'UPDATE task_search SET grams = ts_delete(grams, $1) WHERE task_id = $2';
    await source.query(take, ['\u0003bob', 'task-3-7']);
    await source.query(take, ['\u0004build', 'task-3-8']);
    const taken = await gramsAndWanted();
    expect(taken.grams).not.toEqual(taken.wanted);
    await migrateOnceMore();
    const { grams, wanted } = await gramsAndWanted();
    expect(grams).toEqual(wanted);
  });
});
