/** However many tasks there are, and however many of them an actor has seen, an inbox reads a few rows of its indexes. */
import type { DataSource } from 'typeorm';
import { readInbox } from '../../src/inbox/views/get-task-inbox.js';
import type { InboxQuestion } from '../../src/inbox/views/inbox-question.js';
import { inboxView } from '../../src/inbox/views/inbox-view.js';
import { TASK_TRIAGE } from '../../src/inbox/views/triage-view.js';
import { createDataSource } from '../../src/platform/postgres/data-source.js';
import type { TaskState } from '../../src/tasks/domain/task-state.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { fillView, type Looked, lookedAt } from '../support/view-plans.js';
import { listedTask } from '../tasks/support/listed-tasks.js';

const TASKS = 20_000;
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
  await fillView(source, inboxView, TASKS, taskOf);
}, 180_000);
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

async function seen(ref: string, filter: Partial<InboxQuestion>): Promise<Looked> {
  const question = { actor: { kind: 'human', ref }, unread: false, limit: LIMIT, ...filter } as const;
  const looked = await lookedAt(
    source,
    (snapshot) => readInbox(snapshot, question),
    (relation) => relation.startsWith('inbox_'),
  );
  expect(looked.walked).toEqual([]);
  return looked;
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
