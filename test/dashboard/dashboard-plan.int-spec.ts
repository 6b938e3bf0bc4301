/** However many tasks there are, a dashboard reads a few rows of each index that it asks. */
import type { DataSource } from 'typeorm';
import { dashboardView } from '../../src/dashboard/views/dashboard-view.js';
import { readDashboard } from '../../src/dashboard/views/get-task-dashboard.js';
import type { DashboardFilter } from '../../src/dashboard/views/selection.js';
import { createDataSource } from '../../src/platform/postgres/data-source.js';
import type { RunState, TaskState } from '../../src/tasks/domain/task-state.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { fillView, type Looked, lookedAt } from '../support/view-plans.js';
import { listedTask } from '../tasks/support/listed-tasks.js';

const TASKS = 20_000;
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
  await fillView(source, dashboardView, TASKS, task);
}, 180_000);
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

async function seen(filter: DashboardFilter): Promise<Looked> {
  const looked = await lookedAt(
    source,
    (snapshot) => readDashboard(snapshot, filter, THRESHOLDS),
    (relation) => relation !== '' && relation !== 'views',
  );
  expect(looked.walked).toEqual([]);
  return looked;
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
