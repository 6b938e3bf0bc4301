/** What inspections and metrics count does not grow with what has ended, with and without statistics. */
import type { DataSource } from 'typeorm';
import { createDataSource } from '../../../src/platform/postgres/data-source.js';
import { QueueDepths } from '../../../src/runs/views/queue-depth.js';
import { SessionCounts } from '../../../src/sessions/views/session-counts.js';
import { eligibleSessions } from '../../../src/tasks/views/inspect/bound-session.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { flat, type PlanNode } from '../../support/query-plan.js';

const ENDED = 20_000;
const ALIVE = 50;

const FILL = [
  'INSERT INTO agent_sessions (session_id, agent_name, workspace_id, capabilities, principal_ref, state, failure_kind, ' +
    "ttl_seconds, created_at, updated_at) SELECT 'sess-' || n, 'ada', 'ws-' || n % 10, '[]', 'me', " +
    `CASE WHEN n < ${ENDED} THEN 'stopped' ELSE 'active' END, CASE WHEN n % 2 = 0 THEN 'oom' END, 60, now(), now() ` +
    `FROM generate_series(0, ${ENDED + ALIVE - 1}) n`,
  'INSERT INTO runs (id, number, task_id, status, attempt, session_id, origin_kind, origin_ref, lease_epoch, queued_at) ' +
    `SELECT 'run-' || n, n, 'task-' || n, CASE WHEN n < ${ENDED} THEN 'completed' WHEN n % 5 = 0 THEN 'needs_attention' ` +
    "ELSE 'running' END, 1, CASE WHEN n % 3 > 0 THEN 'sess-' || n END, 'http', 'test', 0, now() " +
    `FROM generate_series(0, ${ENDED + ALIVE - 1}) n`,
];

let database: TestDatabase;
let source: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  source = await createDataSource(database.url, { poolSize: 1 }).initialize();
  for (const statement of FILL) await source.query(statement);
}, 120_000);

afterAll(async () => {
  await source.destroy();
  await database.drop();
});

/** Answers like the database, and keeps what the statements read on the way. */
function watched(): { readonly source: DataSource; readonly scans: PlanNode[]; readonly indexes: string[] } {
  const scans: PlanNode[] = [];
  const indexes: string[] = [];
  const query = async (text: string, values: unknown[] = []): Promise<unknown> => {
    const explain = `EXPLAIN (ANALYZE, TIMING OFF, BUFFERS OFF, FORMAT JSON) ${text}`;
    const [row] = await source.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }[]>(explain, values);
    const nodes = row ? flat(row['QUERY PLAN'][0].Plan) : [];
    scans.push(...nodes.filter((node) => ['runs', 'agent_sessions'].includes(node['Relation Name'] ?? '')));
    // Of a bitmap it is not the scan of the table that names the index.
    indexes.push(...nodes.flatMap((node) => node['Index Name'] ?? []));
    return source.query(text, values);
  };
  return { source: { query } as DataSource, scans, indexes };
}

function few(scans: readonly PlanNode[]): void {
  expect(scans.length).toBeGreaterThan(0);
  for (const scan of scans) {
    expect(scan['Node Type']).not.toBe('Seq Scan');
    expect(scan['Actual Rows'] + (scan['Rows Removed by Filter'] ?? 0)).toBeLessThanOrEqual(ALIVE);
  }
}

describe.each(['without statistics', 'with statistics'])('%s', (statistics) => {
  beforeAll(async () => {
    if (statistics === 'with statistics') await source.query('VACUUM ANALYZE');
  });

  it('who could claim is counted along an index that has nobody else', async () => {
    const all = watched();
    expect(await eligibleSessions(all.source, { workspace_id: null })).toBe(ALIVE / 2);
    const here = watched();
    expect(await eligibleSessions(here.source, { workspace_id: 'ws-3' })).toBe(ALIVE / 10);
    few([...all.scans, ...here.scans]);
    expect(here.indexes).toEqual(['agent_sessions_eligible']);
  });

  it('sessions by state are counted without those that stopped', async () => {
    const { source: counted, scans } = watched();
    expect(await new SessionCounts(counted).byState()).toEqual(new Map([['active', ALIVE]]));
    few(scans);
  });

  it('runs by what they do are counted without those that ended', async () => {
    const { source: counted, scans } = watched();
    const standing = await new QueueDepths(counted).standing();
    expect(Object.fromEntries(standing)).toEqual({ running: 40, needs_attention: 10, scheduler_paused: 0 });
    few(scans);
  });
});
