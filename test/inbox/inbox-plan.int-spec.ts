/** However many tasks there are, and however many of them an actor has seen, an inbox reads a few rows of its indexes. */
import type { DataSource } from 'typeorm';
import { readInbox } from '../../src/inbox/views/get-task-inbox.js';
import type { InboxQuestion } from '../../src/inbox/views/inbox-question.js';
import { inboxView } from '../../src/inbox/views/inbox-view.js';
import { TASK_TRIAGE } from '../../src/inbox/views/triage-view.js';
import { ViewWriter } from '../../src/ledger/followers/view-writer.js';
import { readSnapshot, type RowSource } from '../../src/ledger/log/read-snapshot.js';
import { StreamRegistry } from '../../src/ledger/registry.js';
import { createDataSource } from '../../src/platform/postgres/data-source.js';
import type { TaskState } from '../../src/tasks/domain/task-state.js';
import { taskStream } from '../../src/tasks/domain/task-stream.js';
import { BY_INDEX } from '../../src/tasks/views/list-tasks.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { range } from '../support/ledger.js';
import { flat, type PlanNode } from '../support/query-plan.js';
import { listedTask } from '../tasks/support/listed-tasks.js';

const TASKS = 20_000;
const PAGE = 5_000;
const LIMIT = 10;
/** Rows that a request may look at: some for each kind of owner of each lane, and those around the few that are new. */
const FEW = 2_500;
const SEEN_ALL = 'ann';
const SEEN_NOTHING = 'bob';

function taskOf(n: number): TaskState {
  const at = new Date(Date.UTC(2026, 0, 1) + n * 1_000).toISOString();
  return listedTask(`task-${String(n).padStart(6, '0')}`, {
    ...{ created_at: at, updated_at: at, last_activity_at: at, latest_event_seq: n + 1 },
    ...(n % 4 === 0 ? {} : { workspace_id: `ws-${n % 40}` }),
    ...(n % 2 === 0 ? {} : { owner: { kind: n % 6 === 1 ? 'pool' : 'human', ref: `o${n % 50}` } }),
    ...(n % 3 === 0 ? { status: 'blocked' } : {}),
    ...(n % 6 === 0 ? { approval_policy: 'manual', approval_state: 'pending' } : {}),
    ...(n % 5 === 1 ? { owner: { kind: 'human', ref: SEEN_ALL } } : {}),
  });
}

let database: TestDatabase;
let source: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  source = await createDataSource(database.url, { poolSize: 2 }).initialize();
  // All but a few of the oldest have been read.
  await source.query(
    `INSERT INTO ${TASK_TRIAGE.name} SELECT 'task-' || lpad(n::text, 6, '0'), 'human', '${SEEN_ALL}', true, false, false,
       now(), n, now(), 1000000 FROM generate_series(0, ${TASKS - 1}) n WHERE n NOT BETWEEN 600 AND 620`,
  );
  const registry = new StreamRegistry();
  registry.register(taskStream);
  registry.follower(inboxView);
  const [view] = registry.followerViews();
  if (!view) throw new Error('the view is not registered');
  const writer = new ViewWriter(view, registry);
  const query = <Row extends object>(text: string, values: readonly unknown[]): Promise<Row[]> =>
    source.query<Row[]>(text, [...values]);
  for (let at = 0; at < TASKS; at += PAGE) {
    const tasks = range(PAGE).map((n) => taskOf(at + n));
    await writer.fill(
      query,
      tasks.map((state) => ({ id: state.id, state, events: [] })),
    );
  }
  await source.query("INSERT INTO views VALUES ('inbox', 1, 1, now())");
}, 180_000);
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

interface Seen {
  readonly read: number;
  readonly indexes: readonly string[];
}

/** What the plans of all statements of an inbox looked at. */
function seen(ref: string, filter: Partial<InboxQuestion>): Promise<Seen> {
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
      const question = { actor: { kind: 'human', ref }, unread: false, limit: LIMIT, ...filter } as const;
      await readInbox(explaining, question);
      const scans = nodes.filter((node) => node['Relation Name']?.startsWith('inbox_'));
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

describe.each(['without statistics', 'with statistics'])('%s, an inbox', (statistics) => {
  beforeAll(async () => {
    if (statistics === 'with statistics') await source.query('ANALYZE');
  });

  it.each<[string, Partial<InboxQuestion>, string]>([
    ['of everything', {}, 'all'],
    ['of global tasks', { place: '' }, 'place'],
    ['of a workspace', { place: 'ws-7' }, 'place'],
    ['by owner', { owner_ref: 'o9' }, 'owner'],
    ['by kind of owner', { owner_kind: 'human' }, 'all'],
    ['of an owner in a workspace', { place: 'ws-9', owner_ref: 'o9' }, 'place_owner'],
  ])('%s reads a few entries of the index that fits, whoever looks', async (_what, filter, suffix) => {
    const fresh = await seen(SEEN_NOTHING, filter);
    expect(fresh.read).toBeLessThan(FEW);
    const walked = fresh.indexes.filter((name) => name.startsWith('inbox_tasks_') && name !== 'inbox_tasks_pkey');
    expect(walked).toEqual([`inbox_tasks_${suffix}`]);
    const known = await seen(SEEN_ALL, filter);
    expect(known.read).toBeLessThan(FEW);
  });

  it('of an actor that has seen most leaps over it', async () => {
    const { read, indexes } = await seen(SEEN_ALL, { lane: 'blocked' });
    expect(indexes).toContain('inbox_tasks_bucket');
    expect(read).toBeLessThan(FEW);
  });
});
