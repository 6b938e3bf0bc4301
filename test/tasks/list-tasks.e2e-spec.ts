import type { CreateTask, Task, TaskSummary } from '../../src/client/types.js';
import { detailOf, enqueue, makePlace, newTask, type Place, refused, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { dependsOn, newChild } from './support/graph.js';

let service: TestApp;
let place: Place;

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makePlace(service.api);
});

type Query = Record<string, string | number | boolean>;

const list = (query: Query) => service.api.get<{ tasks: TaskSummary[] }>('/api/tasks', { query });

/** What a query finds in this test's workspace, in order. */
async function found(query: Query = {}): Promise<string[]> {
  const { tasks } = await wanted<{ tasks: TaskSummary[] }>(list({ workspace: place.workspaceId, ...query }), 200);
  return tasks.map(({ id }) => id);
}

async function tasks(...bodies: Partial<CreateTask>[]): Promise<string[]> {
  const ids: string[] = [];
  for (const body of bodies) ids.push((await place.task(body)).id);
  return ids;
}

describe('a list of tasks', () => {
  it('is empty, not absent', async () => {
    expect(await found()).toEqual([]);
  });

  it('shows summaries as the detail does', async () => {
    const { task } = await place.queued({ description: 'at length', metadata: { a: 1 }, identifier: 'T-1' });
    const { tasks: rows } = (await list({ workspace: place.workspaceId })).body;
    const { summary } = await detailOf(service.api, task.id);
    expect(rows).toEqual([summary]);
    expect(rows[0]).not.toHaveProperty('description');
    expect(rows[0]).not.toHaveProperty('metadata');
    expect(rows[0]).toMatchObject({ identifier: 'T-1', active_run: { status: 'queued', attempt: 1, max_attempts: 3 } });
    expect(rows[0]).not.toHaveProperty('current_run_id');
    const { run } = await (await place.agent()).claim();
    const { tasks: claimed } = (await list({ workspace: place.workspaceId })).body;
    expect(claimed).toEqual([(await detailOf(service.api, task.id)).summary]);
    expect(claimed[0]).toMatchObject({ current_run_id: run.id, active_run: { id: run.id, status: 'claimed' } });
  });

  it('is ordered by latest activity, which runs and events move and updated_at need not', async () => {
    const [a = '', b = '', c = ''] = await tasks({}, {}, {});
    expect(await found()).toEqual([c, b, a]);
    await enqueue(service.api, a);
    expect(await found()).toEqual([a, c, b]);
    const agent = await place.agent();
    const { run } = await agent.claim();
    await enqueue(service.api, b);
    expect(await found()).toEqual([b, a, c]);
    await wanted(agent.does('heartbeat', run.id), 200);
    expect(await found()).toEqual([a, b, c]);
    const { task } = await detailOf(service.api, a);
    expect(task.updated_at).toBe(task.created_at);
  });

  it('hides drafts unless they are asked for, by flag or by any status', async () => {
    const [ready = '', draft = ''] = await tasks({}, { draft: true });
    expect(await found()).toEqual([ready]);
    for (const yes of ['true', '1', 'T', 'TRUE', 't', 'True'])
      expect(await found({ include_drafts: yes })).toHaveLength(2);
    for (const no of ['false', '0', 'F', '']) expect(await found({ include_drafts: no })).toEqual([ready]);
    expect(await found({ status: 'draft' })).toEqual([draft]);
    expect(await found({ status: ' READY ' })).toEqual([ready]);
    expect(await found({ status: 'pending' })).toEqual([]);
  });

  it('counts the limit after drafts are left out', async () => {
    const made = await tasks({}, { draft: true }, {}, { draft: true }, {});
    expect(await found({ limit: 2 })).toEqual([made[4], made[2]]);
    expect(await found({ limit: 0 })).toHaveLength(3);
    expect(await found({ limit: '' })).toHaveLength(3);
    expect(await found({ limit: 100_000 })).toHaveLength(3);
    expect(await found({ limit: '+1' })).toHaveLength(1);
  });

  it('filters by what is stored, all filters together', async () => {
    const owner = { kind: 'pool', ref: 'builders' } as const;
    const [plain = '', mine = '', urgent = ''] = await tasks(
      {},
      { owner, approval_policy: 'manual', network_channel: 'build' },
      { priority: 'urgent', owner: { kind: 'human', ref: 'builders' } },
    );
    expect(await found({ priority: 'Urgent' })).toEqual([urgent]);
    expect(await found({ approval_state: 'pending' })).toEqual([mine]);
    expect(await found({ status: 'blocked' })).toEqual([mine]);
    expect(await found({ owner_kind: 'pool' })).toEqual([mine]);
    expect(await found({ owner_ref: 'builders' })).toEqual([urgent, mine]);
    expect(await found({ owner_ref: 'nobody' })).toEqual([]);
    expect(await found({ network_channel: 'build' })).toEqual([mine]);
    expect(await found({ parent_task_id: 'task-0' })).toEqual([]);
    expect(await found({ owner_ref: 'builders', priority: 'medium' })).toEqual([mine]);
    expect(await found({ owner_kind: 'human', priority: 'medium' })).toEqual([]);
    expect(await found({ unknown: 'x', owner_kind: ' ' })).toEqual([urgent, mine, plain]);
  });

  it('searches title and identifier, not the description, and takes % and _ as they are', async () => {
    const [percent = '', plain = '', named = ''] = await tasks(
      { title: '100% sure_thing' },
      { title: '100 sure-things', description: 'needle' },
      { title: 'other', identifier: 'NEEDLE\\x' },
    );
    expect(await found({ query: ' SURE ' })).toEqual([plain, percent]);
    expect(await found({ query: '100%' })).toEqual([percent]);
    expect(await found({ query: 'e_t' })).toEqual([percent]);
    expect(await found({ query: 'needle' })).toEqual([named]);
    expect(await found({ query: 'e\\x' })).toEqual([named]);
    expect(await found({ query: '  ' })).toHaveLength(3);
  });

  it('searches by one letter, by two, by long words, in any language, and finds nothing that is not there', async () => {
    const long = `${'lengthy '.repeat(127)}end-XY`;
    const [accent = '', kanji = '', much = ''] = await tasks(
      { title: 'ÉCLAIR 100 €' },
      { title: '日本語の仕事' },
      { title: long },
    );
    expect(await found({ query: 'é' })).toEqual([accent]);
    expect(await found({ query: '€' })).toEqual([accent]);
    expect(await found({ query: '本' })).toEqual([kanji]);
    expect(await found({ query: '日本語の仕' })).toEqual([kanji]);
    expect(await found({ query: 'End-xy' })).toEqual([much]);
    expect(await found({ query: 'lengthy '.repeat(20).trim() })).toEqual([much]);
    for (const query of ['q', 'qq', "'", '\\', '&', ':*', 'lengthy end-xz', 'x'.repeat(2_000)]) {
      expect(await found({ query })).toEqual([]);
    }
  });

  it('searches what a title has become, and leaves out what is deleted', async () => {
    const [id = '', other = ''] = await tasks({ title: 'Before' }, { title: 'before and after' });
    await wanted(service.api.patch(`/api/tasks/${id}`, { title: 'Behind' }), 200);
    expect(await found({ query: 'before' })).toEqual([other]);
    expect(await found({ query: 'behind' })).toEqual([id]);
    await wanted(
      service.api.patch(`/api/tasks/${id}`, { owner: { kind: 'human', ref: 'zoe' }, network_channel: 'late' }),
      200,
    );
    expect(await found({ query: 'behind', owner_ref: 'zoe', network_channel: 'late' })).toEqual([id]);
    await wanted(service.api.delete(`/api/tasks/${id}`), 204);
    expect(await found({ query: 'behind' })).toEqual([]);
    expect(await found()).toEqual([other]);
  });

  it('follows a task into another status, priority and owner', async () => {
    const [id = ''] = await tasks({ approval_policy: 'manual' });
    expect(await found({ status: 'blocked', approval_state: 'pending' })).toEqual([id]);
    await wanted(service.api.patch(`/api/tasks/${id}`, { priority: 'urgent', approval_policy: 'none' }), 200);
    expect(await found({ status: 'blocked' })).toEqual([]);
    expect(await found({ status: 'ready', approval_state: 'not_required', priority: 'urgent' })).toEqual([id]);
    await wanted(service.api.patch(`/api/tasks/${id}`, { owner: { kind: 'pool', ref: 'crew' } }), 200);
    expect(await found({ owner_kind: 'pool' })).toEqual([id]);
    await wanted(service.api.patch(`/api/tasks/${id}`, { clear_owner: true }), 200);
    expect(await found({ owner_kind: 'pool' })).toEqual([]);
    expect(await found({ owner_ref: 'crew' })).toEqual([]);
  });

  it('shows what a task waits for', async () => {
    const [blocker = '', waiting = ''] = await tasks({ title: 'First' }, {});
    await dependsOn(service.api, waiting, blocker);
    const { tasks: rows } = (await list({ workspace: place.workspaceId })).body;
    const { summary } = await detailOf(service.api, waiting);
    expect(rows[0]).toEqual(summary);
    expect(rows[0]).toMatchObject({
      dependency_count: 1,
      dependencies: [{ depends_on: { id: blocker, title: 'First' } }],
    });
    expect(rows[1]).not.toHaveProperty('dependencies');
  });

  it('of children is by activity, drafts and words as everywhere', async () => {
    const [parent = ''] = await tasks({});
    const make = (title: string, more = {}) =>
      newChild(service.api, parent, { scope: 'workspace', workspace: place.workspaceId, title, ...more });
    const [a, b, draft] = [await make('Some'), await make('Other'), await make('Some draft', { draft: true })];
    expect(await found({ parent_task_id: parent })).toEqual([b.id, a.id]);
    expect(await found({ parent_task_id: parent, include_drafts: true, query: 'some' })).toEqual([draft.id, a.id]);
    expect(await found({ parent_task_id: parent, limit: 1 })).toEqual([b.id]);
  });

  it('knows workspaces by id, name and path, with or without a scope, and globals apart', async () => {
    const [id] = await tasks({});
    const global = await newTask(service.api, { title: `global of ${place.workspaceId}` });
    expect(await found({ scope: 'workspace' })).toEqual([id]);
    const globals = (await list({ scope: 'global', query: place.workspaceId })).body.tasks;
    expect(globals.map((task) => task.id)).toEqual([global.id]);
  });
});

describe('the pages of a list', () => {
  it('follow each other by cursor, complete and without repetition', async () => {
    const made = await tasks({}, {}, {}, {}, {});
    const seen: string[] = [];
    let cursor: string | null = '';
    let pages = 0;
    while (cursor !== null && pages < 9) {
      const { headers, body } = await list({ workspace: place.workspaceId, limit: 2, cursor });
      seen.push(...body.tasks.map(({ id }) => id));
      cursor = headers.get('x-next-cursor');
      pages += 1;
    }
    expect(seen).toEqual(made.reverse());
    expect(pages).toBe(3);
  });

  it.each(['x', 'W10', Buffer.from('["a","b","c","d"]').toString('base64url')])('refuses cursor %p', async (cursor) => {
    await refused(list({ cursor }), 422, 'cursor');
  });

  it('show every task that stays as it is once, while others move to the front', async () => {
    const made = await tasks({}, {}, {}, {}, {}, {});
    const [a = '', , , , e = '', f = ''] = made;
    const first = await list({ workspace: place.workspaceId, limit: 2 });
    expect(first.body.tasks.map(({ id }) => id)).toEqual([f, e]);
    await enqueue(service.api, a);
    await enqueue(service.api, f);
    const cursor = first.headers.get('x-next-cursor') ?? '';
    expect(await found({ cursor, limit: 10 })).toEqual(made.slice(1, 4).reverse());
    expect((await found()).slice(0, 2)).toEqual([f, a]);
  });

  it('hold at most 500 tasks', async () => {
    const all = Array.from({ length: 501 }, (_none, n) => place.task({ title: `t${n}` }));
    await Promise.all(all);
    const { headers, body } = await list({ workspace: place.workspaceId, limit: 100_000 });
    expect(body.tasks).toHaveLength(500);
    const cursor = headers.get('x-next-cursor') ?? '';
    expect((await list({ workspace: place.workspaceId, cursor })).body.tasks).toHaveLength(1);
  }, 120_000);
});

describe('listTasks refuses', () => {
  it.each<[number, string, Query]>([
    [422, 'scope', { scope: 'world' }],
    [422, 'status', { status: 'done' }],
    [422, 'priority', { priority: 'huge' }],
    [422, 'approval_state', { approval_state: 'maybe' }],
    [422, 'owner_kind', { owner_kind: 'daemon' }],
    [422, 'include_drafts', { include_drafts: 'yes' }],
    [422, 'limit', { limit: -1 }],
    [422, 'limit', { limit: 1.5 }],
    [422, 'limit', { limit: 'ten' }],
    [422, 'limit', { limit: '0x10' }],
    [422, 'limit', { limit: '9'.repeat(30) }],
    [422, 'network_channel', { network_channel: 'Not A Channel' }],
    [422, 'workspace', { scope: 'workspace' }],
    [422, 'workspace', { scope: 'global', workspace: 'nowhere' }],
    [404, 'nowhere', { workspace: 'nowhere' }],
    [404, 'nowhere', { scope: 'workspace', workspace: 'nowhere' }],
  ])('%i: %s, case %#', async (status, words, query) => {
    await refused(list(query), status, words);
  });

  it('nothing that is repeated: the first counts', async () => {
    const [id] = await tasks({});
    const path = `/api/tasks?workspace=${place.workspaceId}&limit=1&limit=x`;
    expect((await service.api.get<{ tasks: Task[] }>(path)).body.tasks.map((task) => task.id)).toEqual([id]);
  });

  it('half an identity, before it looks at the query', async () => {
    const half = service.api.with({ 'x-agh-agent': 'ada' });
    await refused(half.get('/api/tasks?limit=x'), 401, '', 'identity_required');
    const blank = service.api.with({ 'x-agh-agent': ' ', 'x-agh-session-id': '', 'x-agh-workspace-id': 'ws-0' });
    expect((await blank.get('/api/tasks?limit=1')).status).toBe(200);
  });
});
