/**
 * What status and backlog read does not grow with what has ended, and a page of the backlog does not grow with the
 * backlog: looked at with enough rows to mean something, with and without statistics.
 */
import type { DataSource } from 'typeorm';
import { readSnapshot } from '../../src/ledger/log/read-snapshot.js';
import { createDataSource } from '../../src/platform/postgres/data-source.js';
import { type BacklogFilter, backlogPage, backlogTotal } from '../../src/scheduler/views/backlog-sql.js';
import { STATUS, STATUS_OF_WORKSPACE } from '../../src/scheduler/views/status-sql.js';
import { BY_INDEX } from '../../src/tasks/views/list-tasks.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { flat, type PlanNode } from '../support/query-plan.js';

const ENDED = 30_000;
const QUEUED = 20_000;
const HELD = 10_000;
const ACTIVE = 20;
const LIMIT = 50;
/** Of a hundred workspaces. */
const WORKSPACE = 'ws-7';

const runs = (from: number, count: number, status: string, session: string): string =>
  'INSERT INTO runs (id, number, task_id, status, attempt, session_id, origin_kind, origin_ref, lease_epoch, queued_at) ' +
  `SELECT 'run-' || n, n, 'task-' || n, '${status}', 1, ${session}, 'http', 'test', 0, ` +
  `now() - n * interval '1 second' FROM generate_series(${from}, ${from + count - 1}) n`;

const WEIGHT = '(10 * (1 + n % 4))::smallint';
const PLACE = "'ws-' || n % 100";
const [queued, held, active] = [ENDED, ENDED + QUEUED, ENDED + QUEUED + HELD];
const ALL = active + ACTIVE;

const FILL = [
  runs(0, ENDED, 'completed', "'sess-' || n"),
  runs(queued, QUEUED, 'queued', 'NULL'),
  runs(held, HELD, 'queued', 'NULL'),
  runs(active, ACTIVE, 'running', "CASE WHEN n % 5 = 0 THEN NULL ELSE 'sess-' || n END"),
  'INSERT INTO tasks (id, uuid, number, scope, workspace_id, title, priority, max_attempts, auto_enqueue_on_ready, ' +
    'status, approval_policy, approval_state, paused, created_by_kind, created_by_ref, origin_kind, origin_ref, ' +
    'created_at, updated_at, child_count, dependency_count) ' +
    `SELECT 'task-' || n, gen_random_uuid(), n, 'workspace', ${PLACE}, 't', 'low', 3, false, 'ready', 'none', ` +
    "'not_required', n % 1000 = 7, 'human', 'me', 'http', 'test', now(), now(), 0, 0 " +
    `FROM generate_series(0, ${ALL - 1}) n`,
  'INSERT INTO claim_classes (class, workspace_id, owner_key, definition) ' +
    "SELECT 'class-' || n, 'ws-' || n % 100, 'none', '{}' FROM generate_series(0, 299) n",
  'INSERT INTO claim_queue (run_id, task_id, class, weight, queued_at) ' +
    `SELECT 'run-' || n, 'task-' || n, 'class-' || n % 300, ${WEIGHT}, now() - n * interval '1 second' ` +
    `FROM generate_series(${queued}, ${queued + QUEUED - 1}) n`,
  'INSERT INTO held_runs (run_id, task_id, workspace_id, paused, weight, queued_at) ' +
    `SELECT 'run-' || n, 'task-' || n, ${PLACE}, n % 10 <> 0, ${WEIGHT}, now() - n * interval '1 second' ` +
    `FROM generate_series(${held}, ${held + HELD - 1}) n`,
];

interface Seen {
  /** Entries and rows that scans looked at, and rows that were sorted. */
  readonly read: number;
  readonly sorted: number;
}

let database: TestDatabase;
let source: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  source = await createDataSource(database.url, { poolSize: 2 }).initialize();
  for (const statement of FILL) await source.query(statement);
}, 120_000);

afterAll(async () => {
  await source.destroy();
  await database.drop();
});

function seen(text: string, values: readonly unknown[]): Promise<Seen> {
  return readSnapshot(source, async (snapshot) => {
    await snapshot.query(BY_INDEX);
    const explain = `EXPLAIN (ANALYZE, TIMING OFF, BUFFERS OFF, FORMAT JSON) ${text}`;
    const [row] = await snapshot.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }[]>(explain, [...values]);
    const nodes = row ? flat(row['QUERY PLAN'][0].Plan) : [];
    expect(nodes.filter((node) => node['Node Type'] === 'Seq Scan' && node['Relation Name'] !== 'scheduler')).toEqual(
      [],
    );
    const scans = nodes.filter((node) => node['Relation Name'] !== undefined);
    const sorts = nodes.filter((node) => node['Node Type'].includes('Sort'));
    return {
      read: scans.reduce((sum, node) => sum + looked(node), 0),
      sorted: sorts.flatMap((node) => node.Plans ?? []).reduce((sum, node) => sum + looked(node), 0),
    };
  });
}

function looked(node: PlanNode): number {
  const rows = node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0);
  return Math.ceil(rows * node['Actual Loops']);
}

const AGE = 120_000;
/** One row more or less for each part of a statement. */
const SLACK = 200;

describe.each(['without statistics', 'with statistics'])('%s', (statistics) => {
  beforeAll(async () => {
    if (statistics === 'with statistics') await source.query('VACUUM ANALYZE');
  }, 60_000);

  it('the status reads what it counts', async () => {
    const { read } = await seen(STATUS, [AGE]);
    expect(read).toBeLessThan(2 * (QUEUED + HELD) + ACTIVE + SLACK);
  });

  it('the status of a workspace reads what is in it', async () => {
    const { read } = await seen(STATUS_OF_WORKSPACE, [AGE, WORKSPACE]);
    expect(read).toBeLessThan((2 * (QUEUED + HELD)) / 100 + 2 * ACTIVE + SLACK);
  });

  it.each<[string, BacklogFilter, number]>([
    ['of all', { includePaused: false }, 2 * LIMIT],
    ['of all, paused ones too', { includePaused: true }, 3 * LIMIT],
    // Three classes.
    ['of a workspace', { includePaused: false, workspaceId: WORKSPACE }, 4 * LIMIT + 3],
    ['of a workspace, paused ones too', { includePaused: true, workspaceId: WORKSPACE }, 5 * LIMIT + 3],
    ['of a workspace that is not there', { includePaused: true, workspaceId: 'ws-none' }, 0],
  ])('a page %s reads no further than it goes', async (_, filter, most) => {
    const { text, values } = backlogPage(filter, LIMIT);
    const found = await seen(text, values);
    expect(found.read).toBeLessThanOrEqual(most);
    expect(found.sorted).toBeLessThanOrEqual(most);
  });

  it('the total of a workspace reads what is in it', async () => {
    const { text, values } = backlogTotal({ includePaused: true, workspaceId: WORKSPACE });
    expect((await seen(text, values)).read).toBeLessThan((QUEUED + HELD) / 100 + SLACK);
  });
});
