import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { fillListing } from '../../migrations/0004-task-listing.js';
import { SearchPlaces1700000000010 } from '../../migrations/0010-search-places.js';
import { readSnapshot } from '../../src/ledger/log/read-snapshot.js';
import { createDataSource } from '../../src/platform/postgres/data-source.js';
import { APPROVAL_STATES, OWNER_KINDS, PRIORITIES, TASK_STATUSES } from '../../src/tasks/domain/vocabulary.js';
import type { TaskState } from '../../src/tasks/domain/task-state.js';
import { newestOfFacets } from '../../src/tasks/views/first-place.js';
import { ListTasks, ListTasksHandler } from '../../src/tasks/views/list-tasks.js';
import { cursorOf, listingOf, type TaskFilter } from '../../src/tasks/views/listing.js';
import { PassedOver } from '../../src/tasks/views/passed-over.js';
import { searchPage } from '../../src/tasks/views/search-page.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { insertTasks, listedTask } from './support/listed-tasks.js';

const TASKS = 400;
/** Few times, so that many tasks tie in each of them. */
const TIMES = ['2026-05-05T10:30:00.000Z', '2026-05-05T10:30:00.001Z', '2026-05-06T00:00:00.000Z'];

let database: TestDatabase;
let source: DataSource;
let handler: ListTasksHandler;
let tasks: TaskState[];

beforeAll(async () => {
  database = await createTestDatabase();
  source = await createDataSource(database.url, { poolSize: 2 }).initialize();
  handler = new ListTasksHandler(source);
  tasks = fc.sample(someTask, { numRuns: TASKS, seed: 42 }).map((said, n) => listedTask(`task-${n * 7919}`, said));
  await insertTasks(source, tasks);
});
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

const time = fc.constantFrom(...TIMES);
const workspaces = ['ws-a', 'ws-b'];
const refs = ['ada', 'bob'];
const channels = ['build', 'test'];
const titles = ['Count the words', 'count WEEKLY', 'Éclair', '100% sure_thing', 'x', `${'long '.repeat(200)}weekly`];

const someTask: fc.Arbitrary<Partial<TaskState>> = fc.record(
  {
    title: fc.constantFrom(...titles),
    identifier: fc.constantFrom('OPS-1', 'ops-22', 'weekly'),
    workspace_id: fc.constantFrom(...workspaces),
    network_channel: fc.constantFrom(...channels),
    owner: fc.record({ kind: fc.constantFrom(...OWNER_KINDS), ref: fc.constantFrom(...refs) }),
    status: fc.constantFrom(...TASK_STATUSES),
    priority: fc.constantFrom(...PRIORITIES),
    approval_state: fc.constantFrom(...APPROVAL_STATES),
    last_activity_at: time,
    updated_at: time,
    created_at: time,
  },
  { requiredKeys: ['title', 'status', 'last_activity_at', 'updated_at', 'created_at'] },
);

const filters: fc.Arbitrary<TaskFilter> = fc.record(
  {
    scope: fc.constant<'global'>('global'),
    workspace_id: fc.constantFrom(...workspaces),
    visible_workspace_id: fc.constantFrom(...workspaces),
    status: fc.constantFrom(...TASK_STATUSES),
    priority: fc.constantFrom(...PRIORITIES),
    include_drafts: fc.boolean(),
    approval_state: fc.constantFrom(...APPROVAL_STATES),
    owner_kind: fc.constantFrom(...OWNER_KINDS),
    owner_ref: fc.constantFrom(...refs),
    network_channel: fc.constantFrom(...channels),
    query: fc.constantFrom('WEEKLY', 'é', 'ou', '%', '_', 'ops-', 'zz', 'q', 'long long', 'count the words', '2'),
  },
  { requiredKeys: [] },
);
/** Most filters together leave nothing: three at most. */
const fewFilters = fc
  .tuple(filters, fc.subarray([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], { maxLength: 3 }))
  .map(([filter, chosen]): TaskFilter =>
    Object.fromEntries(Object.entries(filter).filter((_entry, n) => chosen.includes(n))),
  );

function matches(task: TaskState, filter: TaskFilter): boolean {
  const equal: [unknown, unknown][] = [
    [filter.workspace_id, task.workspace_id],
    [filter.visible_workspace_id, task.workspace_id],
    [filter.scope, task.scope],
    [filter.status, task.status],
    [filter.priority, task.priority],
    [filter.approval_state, task.approval_state],
    [filter.owner_kind, task.owner?.kind],
    [filter.owner_ref, task.owner?.ref],
    [filter.network_channel, task.network_channel],
  ];
  if (equal.some(([wanted, has]) => wanted !== undefined && wanted !== has)) return false;
  if (task.status === 'draft' && filter.status === undefined && filter.include_drafts !== true) return false;
  const word = filter.query?.toLowerCase();
  return word === undefined || [task.title, task.identifier].some((text) => text?.toLowerCase().includes(word));
}

/** The rule in its plainest words (`tasks.md` 6.1). */
function expected(filter: TaskFilter): string[] {
  const keys = ['last_activity_at', 'updated_at', 'created_at', 'id'] as const;
  const newestFirst = (a: TaskState, b: TaskState): number => {
    const key = keys.find((one) => a[one] !== b[one]);
    return key === undefined || a[key] > b[key] ? -1 : 1;
  };
  return tasks
    .filter((task) => matches(task, filter))
    .sort(newestFirst)
    .map((task) => task.id);
}

async function allPages(filter: TaskFilter, limit: number): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined;) {
    const page: { tasks: readonly { id: string }[]; nextCursor?: string } = await handler.execute(
      new ListTasks({ ...filter, limit, ...(cursor === '' ? {} : { cursor }) }),
    );
    ids.push(...page.tasks.map((task) => task.id));
    cursor = page.nextCursor;
  }
  return ids;
}

describe('a list with any filters', () => {
  it('is what matches, in order, page after page', async () => {
    await fc.assert(
      fc.asyncProperty(fewFilters, fc.integer({ min: 20, max: 300 }), async (filter, limit) => {
        expect(await allPages(filter, limit)).toEqual(expected(filter));
      }),
      { numRuns: 60 },
    );
  }, 120_000);

  it('is the same whichever way a search takes, from wherever its page begins', async () => {
    const bounds = fc.record({
      few: fc.constantFrom(0, 1_000),
      named: fc.constantFrom(0, 30, 1_000),
      glance: fc.constantFrom(1, 7, 50, 1_000),
      walk: fc.constantFrom(0, 100, 1_000_000),
      longWalk: fc.constantFrom(0, 100, 1_000_000),
      moved: fc.constantFrom(0, 1_000),
    });
    const searches = fc.tuple(
      fewFilters,
      filters.map((filter) => filter.query ?? 'weekly'),
    );
    const passed = new PassedOver();
    const page = fc.record({ limit: fc.integer({ min: 1, max: 300 }), shown: fc.constantFrom(0, 0, 1, 5, 40) });
    await fc.assert(
      fc.asyncProperty(searches, bounds, page, async ([others, query], ways, { limit, shown }) => {
        const all = expected({ ...others, query });
        const last = shown === 0 ? undefined : tasks.find((task) => task.id === all[shown - 1]);
        const filter = { ...others, query, ...(last ? { cursor: cursorOf(last) } : {}) };
        const listing = listingOf(filter, limit);
        const pattern = listing?.pattern;
        const ids =
          listing === undefined || pattern === undefined
            ? []
            : await readSnapshot(source, (snapshot) => searchPage(snapshot, listing, pattern, passed, ways));
        expect(ids).toEqual(all.slice(last ? shown : 0).slice(0, limit));
      }),
      { numRuns: 300 },
    );
  }, 120_000);

  it('begins where the newest task of its facets lies', async () => {
    await fc.assert(
      fc.asyncProperty(fewFilters, async ({ query: _any, ...filter }) => {
        const listing = listingOf(filter, 1);
        if (!listing) return;
        const { text, values } = newestOfFacets(listing);
        const rows = await source.query<{ task_id: string }[]>(text, values);
        expect(rows.map((row) => row.task_id)).toEqual(expected(filter).slice(0, 1));
      }),
      { numRuns: 150 },
    );
  }, 120_000);
});

describe('a search that was asked before', () => {
  const READ_ON = { few: 0, named: 0, glance: 1, walk: 0, longWalk: 0 };

  it('finds what has moved since, and all that lies where it was, however far that is', async () => {
    const passed = new PassedOver();
    const found = async (query: string, limit: number, moved: number): Promise<string[]> => {
      const listing = listingOf({ query, include_drafts: true }, limit);
      if (listing?.pattern === undefined) throw new Error('nothing to look for');
      const { pattern } = listing;
      return readSnapshot(source, (snapshot) => searchPage(snapshot, listing, pattern, passed, { ...READ_ON, moved }));
    };
    const search = fc.record({
      query: fc.constantFrom('sure_thing', 'zz', 'éclair', 'ops-22'),
      limit: fc.integer({ min: 1, max: 100 }),
      moved: fc.constantFrom(0, 3, 1_000),
    });
    const move = fc.record({ place: fc.nat(TASKS - 1), title: fc.constantFrom(...titles), later: fc.boolean() });
    let now = Date.parse(TIMES[2] ?? '');
    const kept = tasks;
    tasks = [...tasks];
    try {
      await fc.assert(
        fc.asyncProperty(search, fc.array(move, { maxLength: 4 }), async ({ query, limit, moved }, moves) => {
          for (const { place, title, later } of moves) {
            // Several things happen in one flush, at one time; none happens before another that was there.
            if (later) now += 1;
            const task = tasks[place];
            if (!task) continue;
            const at = new Date(now).toISOString();
            const after = { ...task, title, updated_at: at, last_activity_at: at };
            tasks[place] = after;
            await insertTasks(source, [after]);
          }
          expect(await found(query, limit, moved)).toEqual(expected({ query, include_drafts: true }).slice(0, limit));
        }),
        { numRuns: 300 },
      );
    } finally {
      tasks = kept;
      await insertTasks(source, kept);
    }
  }, 120_000);
});

describe('the migrations', () => {
  it('work out for tasks that were there what the service does for new ones', async () => {
    const listed = 'SELECT * FROM task_activity ORDER BY task_id';
    const searched = 'SELECT * FROM task_search ORDER BY task_id';
    const [activity, search] = [await source.query<object[]>(listed), await source.query<object[]>(searched)];
    await source.query(
      "UPDATE task_activity SET workspace = '', facet = 0, owner_ref = NULL, network_channel = NULL, text = NULL",
    );
    await source.query('TRUNCATE task_search');
    const runner = source.createQueryRunner();
    await fillListing(runner);
    await new SearchPlaces1700000000010().up(runner);
    await runner.release();
    expect(await source.query<object[]>(listed)).toEqual(activity);
    expect(await source.query<object[]>(searched)).toEqual(search);
    expect(search).toHaveLength(TASKS);
  });
});
