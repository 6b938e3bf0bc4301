/** However many tasks there are, a dashboard reads a few rows of each index that it asks. */
import type { DataSource } from 'typeorm';
import { dashboardView } from '../../src/dashboard/views/dashboard-view.js';
import { readDashboard } from '../../src/dashboard/views/get-task-dashboard.js';
import type { DashboardFilter } from '../../src/dashboard/views/selection.js';
import { ViewWriter } from '../../src/ledger/followers/view-writer.js';
import { readSnapshot, type RowSource } from '../../src/ledger/log/read-snapshot.js';
import { StreamRegistry } from '../../src/ledger/registry.js';
import { createDataSource } from '../../src/platform/postgres/data-source.js';
import type { RunState, TaskState } from '../../src/tasks/domain/task-state.js';
import { taskStream } from '../../src/tasks/domain/task-stream.js';
import { BY_INDEX } from '../../src/tasks/views/list-tasks.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { range } from '../support/ledger.js';
import { flat, type PlanNode } from '../support/query-plan.js';
import { listedTask } from '../tasks/support/listed-tasks.js';

const TASKS = 20_000;
const PAGE = 5_000;
/** Entries that a request may look at: some for each origin, kind of owner and channel that there is. */
const FEW = 600;
const MINUTE = 60_000;
const THRESHOLDS = {
  stuckAfter: { claimed: 5 * MINUTE, starting: 5 * MINUTE, running: 30 * MINUTE },
  ...{ backlogWarnAfter: 10 * MINUTE, staleAfter: 2 * MINUTE, activeRunLimit: 4, forcedStopsWindow: MINUTE },
};

/** A task a second; every second one has a queued run, every thousandth is at work, the others are done. */
function task(n: number): TaskState {
  const at = time(n);
  const channel = n % 3 === 0 ? { network_channel: n % 2 === 0 ? 'busy' : 'quiet' } : {};
  const origin = { kind: n % 5 === 0 ? 'cli' : 'http', ref: 'test' } as const;
  return listedTask(`task-${String(n).padStart(6, '0')}`, {
    ...{ created_at: at, updated_at: at, last_activity_at: at, origin, runs: [run(n, { ...channel, origin })] },
    ...channel,
    ...(n % 4 === 0 ? {} : { workspace_id: `ws-${n % 40}` }),
    ...(n % 2 === 0 ? {} : { owner: { kind: n % 6 === 1 ? 'pool' : 'human', ref: `o${n % 50}` } }),
  });
}

function run(n: number, more: Partial<RunState>): RunState {
  const made = {
    id: `run-${n}`,
    number: n,
    attempt: 1,
    origin: { kind: 'http', ref: 'test' },
    lease_epoch: 1,
  } as const;
  const base = { ...made, ...more, queued_at: time(n) };
  if (n % 1_000 === 7) return { ...base, status: 'running', claimed_at: time(n + 1), started_at: time(n + 3) };
  if (n % 2 === 0) return { ...base, status: 'queued' };
  return { ...base, status: 'completed', claimed_at: time(n + (n % 60)), started_at: time(n + 60 + (n % 30)) };
}

function time(n: number): string {
  return new Date(Date.UTC(2026, 0, 1) + n * 1_000).toISOString();
}

let database: TestDatabase;
let source: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  source = await createDataSource(database.url, { poolSize: 2 }).initialize();
  const registry = new StreamRegistry();
  registry.register(taskStream);
  registry.follower(dashboardView);
  const [view] = registry.followerViews();
  if (!view) throw new Error('the view is not registered');
  const writer = new ViewWriter(view, registry);
  const query = <Row extends object>(text: string, values: readonly unknown[]): Promise<Row[]> =>
    source.query<Row[]>(text, [...values]);
  for (let at = 0; at < TASKS; at += PAGE) {
    const tasks = range(PAGE).map((n) => task(at + n));
    await writer.fill(
      query,
      tasks.map((state) => ({ id: state.id, state, events: [] })),
    );
  }
  await source.query("INSERT INTO views VALUES ('dashboard', 1, 1, now())");
}, 180_000);
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

interface Seen {
  readonly read: number;
  readonly indexes: readonly string[];
}

/** What the plans of all statements of a dashboard looked at. */
function seen(filter: DashboardFilter): Promise<Seen> {
  const nodes: PlanNode[] = [];
  return readSnapshot(
    source,
    async (snapshot) => {
      const explaining: RowSource = {
        query: async <Rows>(text: string, values?: unknown[]): Promise<Rows> => {
          const explain = `EXPLAIN (ANALYZE, TIMING OFF, BUFFERS OFF, FORMAT JSON) ${text}`;
          const [row] = await snapshot.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }[]>(explain, values);
          if (row) nodes.push(...flat(row['QUERY PLAN'][0].Plan));
          return snapshot.query<Rows>(text, values);
        },
      };
      await readDashboard(explaining, filter, THRESHOLDS);
      const scans = nodes.filter((node) => node['Relation Name'] !== undefined && node['Relation Name'] !== 'views');
      expect(scans.filter((node) => node['Node Type'] === 'Seq Scan')).toEqual([]);
      const read = scans.reduce((sum, node) => sum + looked(node), 0);
      const indexes = scans.filter((node) => node['Actual Loops'] > 0).flatMap((node) => node['Index Name'] ?? []);
      return { read, indexes: [...new Set(indexes)].sort() };
    },
    BY_INDEX,
  );
}

function looked(node: PlanNode): number {
  return (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'];
}

describe.each(['without statistics', 'with statistics'])('%s, a dashboard', (statistics) => {
  beforeAll(async () => {
    if (statistics === 'with statistics') await source.query('ANALYZE');
  });

  it.each<[string, DashboardFilter, string]>([
    ['of everything', {}, ''],
    ['of global tasks', { place: '' }, '_place'],
    ['of a workspace', { place: 'ws-7' }, '_place'],
    ['by owner', { owner_ref: 'o7' }, '_owner_ref'],
    ['by kind of owner', { owner_kind: 'pool' }, ''],
    ['by channel', { network_channel: 'busy' }, '_channel'],
    ['by origin', { origin_kind: 'cli' }, ''],
    ['by owner, kind and origin', { owner_ref: 'o7', owner_kind: 'human', origin_kind: 'http' }, '_owner_ref'],
    ['of an owner in a workspace', { place: 'ws-7', owner_ref: 'o7' }, '_owner_ref'],
    ['of a channel in a workspace', { place: 'ws-6', network_channel: 'busy' }, '_place'],
  ])('%s reads a few entries of the indexes that fit', async (_what, filter, suffix) => {
    const { read, indexes } = await seen(filter);
    expect(read).toBeLessThan(FEW);
    const walked = indexes.filter((name) => /_(?:latest|claim|start|top)(?:_|$)/.test(name));
    const names = [
      'dashboard_active_runs_top',
      'dashboard_runs_claim',
      'dashboard_runs_start',
      'dashboard_tasks_latest',
    ];
    const expected = names.map((name) => `${name}${suffix}`);
    expect(expected).toEqual(expect.arrayContaining(walked));
    expect(walked).toContain(`dashboard_tasks_latest${suffix}`);
  });

  it('of nothing reads next to nothing', async () => {
    for (const filter of [{ place: 'ws-none' }, { owner_ref: 'nobody' }, { network_channel: 'none' }]) {
      expect((await seen(filter)).read).toBeLessThan(5);
    }
  });
});
