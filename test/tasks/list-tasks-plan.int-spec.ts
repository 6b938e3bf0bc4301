import type { DataSource } from 'typeorm';
import { readSnapshot } from '../../src/ledger/log/read-snapshot.js';
import { createDataSource } from '../../src/platform/postgres/data-source.js';
import type { TaskState } from '../../src/tasks/domain/task-state.js';
import { APPROVAL_STATES, PRIORITIES } from '../../src/tasks/domain/vocabulary.js';
import { childOf, oneOf, pageAmong, whatIsLeft } from '../../src/tasks/views/few-tasks.js';
import { newestOfFacets } from '../../src/tasks/views/first-place.js';
import { listPage } from '../../src/tasks/views/list-page.js';
import { BY_INDEX, ListTasks, ListTasksHandler } from '../../src/tasks/views/list-tasks.js';
import { type Listing, listingOf, type Statement, type TaskFilter } from '../../src/tasks/views/listing.js';
import { BY_BITMAP, countUpTo, movedSince, tasksWithGrams } from '../../src/tasks/views/search-page.js';
import { gramQuery } from '../../src/tasks/views/search-text.js';
import { walk } from '../../src/tasks/views/walk.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { range } from '../support/ledger.js';
import { insertTasks, listedTask } from './support/listed-tasks.js';

const TASKS = 50_000;
const LIMIT = 50;

/** Two tasks a second; the oldest third is completed and the newest tenth drafts: whoever walks there has far to go. */
function task(n: number): TaskState {
  const age = n / TASKS;
  const at = new Date(Date.UTC(2026, 0, 1) - Math.floor(n / 2) * 1_000).toISOString();
  return listedTask(`task-${String((n * 7919) % TASKS).padStart(6, '0')}`, {
    last_activity_at: at,
    updated_at: at,
    created_at: at,
    title: `t${n % 97} ${n % 500 === 3 ? 'weekly' : ''}${age > 0.8 ? ' legacy' : ''}`,
    status: age < 0.1 ? 'draft' : age > 0.66 ? 'completed' : n % 5 === 0 ? 'failed' : 'ready',
    priority: age > 0.8 && n % 3 === 0 ? 'urgent' : PRIORITIES[n % 3],
    approval_state: n % 40 === 0 ? APPROVAL_STATES[1 + (n % 3)] : 'not_required',
    workspace_id: age > 0.9 ? 'ws-idle' : n % 5 < 2 ? 'ws-large' : n % 50 === 4 ? undefined : `ws-${n % 20}`,
    ...(n % 4 === 1 ? { owner: { kind: age > 0.7 ? 'pool' : 'human', ref: age > 0.7 ? 'idle' : `o${n % 300}` } } : {}),
    ...(n % 5 === 1 ? { network_channel: age > 0.7 ? 'quiet' : 'busy' } : {}),
    ...(n % 1_000 < 20 && n >= 1_000
      ? { parent_task_id: `task-${String(((n - (n % 1_000)) * 7919) % TASKS).padStart(6, '0')}` }
      : {}),
  });
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly PlanNode[];
}

interface Seen {
  readonly indexes: readonly string[];
  /** Entries and rows that scans looked at. */
  readonly read: number;
  /** Rows that were sorted. */
  readonly sorted: number;
}

let database: TestDatabase;
let source: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  source = await createDataSource(database.url, { poolSize: 2 }).initialize();
  await insertTasks(source, range(TASKS).map(task));
}, 120_000);
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

const listing = (filter: TaskFilter): Listing => {
  const found = listingOf(filter, LIMIT);
  if (!found) throw new Error('this filter leaves nothing');
  return found;
};

function seen({ text, values }: Statement, more = ''): Promise<Seen> {
  return readSnapshot(source, async (snapshot) => {
    await snapshot.query(`${BY_INDEX}; ${more}`);
    const explain = `EXPLAIN (ANALYZE, TIMING OFF, BUFFERS OFF, FORMAT JSON) ${text}`;
    const [row] = await snapshot.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }[]>(explain, values);
    const nodes = row ? flat(row['QUERY PLAN'][0].Plan) : [];
    const ran = nodes.filter((node) => node['Actual Loops'] > 0);
    expect(nodes.filter((node) => node['Node Type'] === 'Seq Scan')).toEqual([]);
    const scans = nodes.filter(
      (node) => node['Relation Name'] !== undefined || node['Node Type'] === 'Bitmap Index Scan',
    );
    return {
      indexes: [...new Set(ran.flatMap((node) => node['Index Name'] ?? []))].sort(),
      read: scans.reduce((sum, node) => sum + looked(node), 0),
      sorted: nodes
        .filter((node) => node['Node Type'].includes('Sort'))
        .reduce((sum, node) => sum + sortedRows(node), 0),
    };
  });
}

function flat(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(flat)];
}

function looked(node: PlanNode): number {
  const rows =
    node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
  return rows * node['Actual Loops'];
}

function sortedRows(node: PlanNode): number {
  return (node.Plans ?? []).reduce((sum, below) => sum + below['Actual Rows'] * below['Actual Loops'], 0);
}

const NEWEST = 'task_activity_newest';
const FACET = 'task_activity_facet';
const WORKSPACE = 'task_activity_workspace';
const OWNER = 'task_activity_owner';
const CHANNEL = 'task_activity_channel';

describe.each(['without statistics', 'with statistics'])('over many tasks, %s, a list', (statistics) => {
  beforeAll(async () => {
    if (statistics === 'with statistics') await source.query('ANALYZE');
  });

  it.each<[string, TaskFilter, string]>([
    ['of everything', {}, FACET],
    ['with drafts', { include_drafts: true }, FACET],
    ['of drafts', { status: 'draft' }, FACET],
    ['by status', { status: 'ready' }, FACET],
    ['by a status of old tasks', { status: 'completed' }, FACET],
    ['by a status of none', { status: 'pending' }, FACET],
    ['by priority', { priority: 'medium' }, FACET],
    ['by a priority of old tasks', { priority: 'urgent' }, FACET],
    ['by approval', { approval_state: 'pending' }, FACET],
    ['by kind of owner', { owner_kind: 'pool' }, FACET],
    ['of global tasks', { scope: 'global' }, WORKSPACE],
    ['of a workspace', { workspace_id: 'ws-large' }, WORKSPACE],
    ['of an idle workspace', { workspace_id: 'ws-idle' }, WORKSPACE],
    ['of a workspace by status', { workspace_id: 'ws-large', status: 'completed' }, WORKSPACE],
    ['of the workspace that one may see', { visible_workspace_id: 'ws-3', priority: 'low' }, WORKSPACE],
    ['by owner', { owner_ref: 'o25' }, OWNER],
    ['by an owner of old tasks', { owner_ref: 'idle' }, OWNER],
    ['by owner and status', { owner_ref: 'idle', status: 'completed' }, OWNER],
    ['by channel', { network_channel: 'busy' }, CHANNEL],
    ['by a channel of old tasks', { network_channel: 'quiet' }, CHANNEL],
  ])('%s reads a few entries of one index', async (_what, filter, index) => {
    const first = await seen(listPage(listing(filter)));
    expect(first.indexes).toEqual([index]);
    expect(first.read).toBeLessThan(20 * LIMIT);
    expect(first.sorted).toBeLessThan(16 * LIMIT);
    const cursor = await endOfPage(filter, 500);
    if (cursor === undefined) return;
    const later = await seen(listPage(listing({ ...filter, cursor })));
    expect(later.indexes).toEqual([index]);
    expect(later.read).toBeLessThan(20 * LIMIT);
  });

  it('of children reads them by their parent', async () => {
    const filter = listing({ parent_task_id: task(2_000).id });
    const { indexes, read } = await seen(pageAmong(filter, childOf(task(2_000).id)));
    expect(indexes).toEqual(['task_activity_pkey', 'tasks_parent']);
    expect(read).toBeLessThan(3 * 64);
  });

  it('by words walks along the newest tasks, within one index, as far as it is told', async () => {
    const { last_activity_at, updated_at, created_at, id } = task(9);
    const from = [last_activity_at, updated_at, created_at, id];
    const { indexes, read } = await seen(walk(listing({ query: 'legacy' }), { from, length: 1_000 }));
    expect(indexes).toEqual([NEWEST]);
    expect(read).toBeLessThanOrEqual(2 * 1_000);
    const whole = await seen(walk(listing({ query: 'weekly', workspace_id: 'ws-large' }), { from }));
    expect(whole.indexes).toEqual([NEWEST]);
    expect(whole.sorted).toBe(0);
  });

  it.each<[string, TaskFilter, string]>([
    ['of all but drafts', {}, FACET],
    ['by status', { status: 'completed' }, FACET],
    ['by priority', { priority: 'urgent' }, FACET],
    ['of an idle workspace', { workspace_id: 'ws-idle' }, WORKSPACE],
    ['of a workspace by status', { workspace_id: 'ws-large', status: 'completed' }, WORKSPACE],
    ['by an owner of old tasks', { owner_ref: 'idle' }, OWNER],
    ['by owner and workspace', { owner_ref: 'idle', workspace_id: 'ws-large' }, OWNER],
    ['by a channel of old tasks', { network_channel: 'quiet' }, CHANNEL],
  ])('%s begins at the newest of each facet, one entry of one index for each', async (_what, filter, index) => {
    const { indexes, read } = await seen(newestOfFacets(listing(filter)));
    expect(indexes).toEqual([index]);
    expect(read).toBeLessThan(8 * 4 * 4 * 7);
  });

  it('by words reads on where it stopped, and looks up owners of those alone that have the pattern', async () => {
    const more = await seen(walk(listing({ query: 'legacy' }), { skip: 500, length: 1_000 }));
    expect(more.indexes).toEqual([NEWEST]);
    expect(more.read).toBeLessThanOrEqual(2 * 1_500);
    const length = 5_000;
    const some = await seen(walk(listing({ query: 'weekly', owner_ref: 'o25', include_drafts: true }), { length }));
    expect(some.indexes).toEqual([NEWEST, 'task_activity_pkey']);
    expect(some.read).toBeLessThanOrEqual(2 * length + 2 * 10);
  });

  it('by words that were asked before looks at what has moved since', async () => {
    const since = task(1_000).last_activity_at;
    const newer = await seen(walk(listing({ query: 'legacy' }), { since }));
    expect(newer.indexes).toEqual([NEWEST]);
    expect(newer.read).toBeLessThanOrEqual(2 * 1_002);
    expect(newer.sorted).toBe(0);
    const moved = await seen(movedSince(since, 500));
    expect(moved.indexes).toEqual([NEWEST]);
    expect(moved.read).toBeLessThanOrEqual(2 * 500);
  });

  it.each([
    ['a word', 'weekly', 150],
    ['a word of none', 'zzebra', 0],
    ['one letter of none', 'q', 0],
    ['two letters', 'ww', 0],
  ])('by %s asks the grams', async (_what, word, most) => {
    const { indexes, read } = await seen(tasksWithGrams(gramQuery(word, {}), 4_001), BY_BITMAP);
    expect(indexes).toEqual(['task_search_grams']);
    expect(read).toBeLessThanOrEqual(2 * most);
  });

  it('by words and a filter that leaves few looks at those', async () => {
    const filter = listing({ query: 'weekly', owner_ref: 'o25' });
    const counted = countUpTo(filter, 2_001);
    expect(counted).toBeDefined();
    if (counted) expect((await seen(counted)).indexes).toEqual([OWNER]);
    const { indexes, read } = await seen(pageAmong(filter, whatIsLeft));
    expect(indexes).toEqual([OWNER]);
    expect(read).toBeLessThan(1_000);
    const some = await seen(pageAmong(filter, oneOf(range(100).map((n) => task(n).id))));
    expect(some.indexes).toEqual(['task_activity_pkey']);
  });

  it('counts no further than it must', async () => {
    const counted = countUpTo(listing({ workspace_id: 'ws-large' }), 2_001);
    if (counted) expect((await seen(counted)).read).toBeLessThanOrEqual(2 * 2_001);
    expect(countUpTo(listing({ include_drafts: true }), 1)).toBeUndefined();
  });
});

async function endOfPage(filter: TaskFilter, limit: number): Promise<string | undefined> {
  return (await new ListTasksHandler(source).execute(new ListTasks({ ...filter, limit }))).nextCursor;
}
