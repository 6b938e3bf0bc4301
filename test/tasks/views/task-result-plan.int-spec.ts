/** What a page of task results reads follows from the page, not from how many tasks and events there are. */
import type { DataSource } from 'typeorm';
import type { RowSource } from '../../../src/ledger/log/read-snapshot.js';
import { createDataSource } from '../../../src/platform/postgres/data-source.js';
import { NEWEST_OF_PERSON, NEWEST_OF_WORKSPACE } from '../../../src/tasks/views/get-task-result.js';
import { readTaskResults } from '../../../src/tasks/views/task-result.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { flat, type PlanNode } from '../../support/query-plan.js';

const TASKS = 6_000;
/** Older ones, of which nothing else is there. */
const OLDER = 54_000;
const PAGE = 1_000;
/** Events of each task: ten of an old run, and as many of the latest. */
const EVENTS = 20;

const TABLES = ['tasks', 'runs', 'events', 'task_documents', 'run_steps', 'execution_profiles', 'agent_sessions'];

const FILL = [
  'INSERT INTO tasks (id, uuid, number, scope, workspace_id, title, priority, max_attempts, auto_enqueue_on_ready, status, ' +
    'approval_policy, approval_state, paused, created_by_kind, created_by_ref, origin_kind, origin_ref, created_at, ' +
    "updated_at, child_count, dependency_count) SELECT 'task-' || n, gen_random_uuid(), n, 'workspace', 'ws-' || abs(n) % 3, " +
    "'t', 'medium', 3, false, 'ready', 'none', 'not_required', false, 'human', 'p-' || abs(n) % 3, 'http', 'x', " +
    `now() + n * interval '1 second', now(), 0, 0 FROM generate_series(${-OLDER}, ${TASKS}) n`,
  'INSERT INTO runs (id, number, task_id, status, attempt, origin_kind, origin_ref, lease_epoch, queued_at) ' +
    `SELECT 'run-' || n || '-' || a, n * ${EVENTS} + a * 10, 'task-' || n, 'completed', a + 1, 'http', 'x', 0, now() ` +
    `FROM generate_series(1, ${TASKS}) n, generate_series(0, 1) a`,
  'INSERT INTO events (position, stream, version, event_id, type, schema_version, visibility, data, data_hash, actor_kind, ' +
    'actor_ref, origin_kind, origin_ref, correlation_id, command_id, recorded_at, hash) ' +
    `SELECT n * ${EVENTS} + e, 'task:task-' || n, e + 1, 'evt', CASE e % 10 WHEN 0 THEN 'task.run_enqueued' ` +
    "WHEN 1 THEN 'task.run_claimed' WHEN 9 THEN 'task.run_completed' ELSE 'task.run_lease_extended' END, 1, 'public', " +
    "jsonb_build_object('run_id', 'run-' || n || '-' || e / 10), '', 'human', 'x', 'http', 'x', 'c', 'c', now(), '' " +
    `FROM generate_series(1, ${TASKS}) n, generate_series(0, ${EVENTS - 1}) e`,
  "INSERT INTO task_documents (owner_id, name, value) SELECT 'run-' || n || '-1', 'result', '{}' " +
    `FROM generate_series(1, ${TASKS}) n`,
  'INSERT INTO run_steps (run_id, index, description, actions, workflow_bytes, position) ' +
    `SELECT 'run-' || n || '-1', s, 'step', '[{"is_done": true}]', 1, n * ${EVENTS} + 11 + s ` +
    `FROM generate_series(1, ${TASKS}) n, generate_series(1, 3) s`,
];

let database: TestDatabase;
let source: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  source = await createDataSource(database.url, { poolSize: 1 }).initialize();
  for (const statement of FILL) await source.query(statement);
}, 180_000);

afterAll(async () => {
  await source.destroy();
  await database.drop();
});

/** Answers like the database, and keeps which tables were read, and how. */
function watched() {
  const scans: PlanNode[] = [];
  let statements = 0;
  const query = async (text: string, values: unknown[] = []): Promise<unknown> => {
    statements++;
    const explain = `EXPLAIN (ANALYZE, TIMING OFF, BUFFERS OFF, FORMAT JSON) ${text}`;
    const [row] = await source.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }[]>(explain, values);
    const nodes = row ? flat(row['QUERY PLAN'][0].Plan) : [];
    scans.push(...nodes.filter((node) => TABLES.includes(node['Relation Name'] ?? '')));
    return source.query(text, values);
  };
  return { source: { query } as RowSource, scans, count: () => statements };
}

describe.each(['without statistics', 'with statistics'])('a page, %s', (statistics) => {
  beforeAll(async () => {
    if (statistics === 'with statistics') await source.query('VACUUM ANALYZE');
  });

  it.each([
    ['person', NEWEST_OF_PERSON, 'p-1', 'tasks_newest_of_person'],
    ['workspace', NEWEST_OF_WORKSPACE, 'ws-1', 'tasks_newest_of_workspace'],
  ])('is found along an index of its %s', async (_, text, whose, index) => {
    const page = watched();
    expect(await page.source.query<object[]>(text, [whose, PAGE, 0])).toHaveLength(PAGE);
    expect(page.scans.map((scan) => scan['Node Type'])).not.toContain('Seq Scan');
    // Without statistics another index of the workspace looks as good.
    if (statistics === 'with statistics') {
      expect(page.scans).toMatchObject([{ 'Index Name': index, 'Actual Rows': PAGE }]);
    }
  });

  it('is read in few statements, of the events little more than those of its latest runs', async () => {
    const rows = await source.query<{ id: string }[]>(NEWEST_OF_PERSON, ['p-1', PAGE, 0]);
    const page = watched();
    const ids = rows.map(({ id }) => id);
    const results = await readTaskResults(page.source, ids, 100);
    expect(results.map(({ task }) => task.id)).toEqual(ids);
    expect(results.every(({ log }) => log.events.length === 3 && log.steps.length === 3)).toBe(true);
    // Nobody was at work in a session: agents are not asked for.
    expect(page.count()).toBe(5);
    const events = page.scans.filter((scan) => scan['Relation Name'] === 'events');
    expect(events.map((scan) => scan['Node Type'])).not.toContain('Seq Scan');
    for (const scan of events) {
      const seen = scan['Actual Rows'] + (scan['Rows Removed by Filter'] ?? 0);
      expect(seen).toBeLessThanOrEqual(EVENTS);
      expect(scan['Actual Loops']).toBeLessThanOrEqual(2 * PAGE);
    }
  });
});
