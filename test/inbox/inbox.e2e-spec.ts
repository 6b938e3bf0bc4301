/** What is in whose inbox (`views.md` 2 and 3.5). */
import { operated } from '../runs/support/operate.js';
import { type KeyedService, startKeyedService } from '../access/support/keyed-service.js';
import { type Agent, detailOf, enqueue, makePlace, newTask, type Place, refused, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { deleteTask, dependsOn } from '../tasks/support/graph.js';
import { countsOf, INBOX, inboxOf, itemOf, itemsOf } from './support/inboxes.js';
import { triaged } from './support/triages.js';

const ME = { kind: 'human', ref: 'local-user' } as const;
const GATED = { approval_policy: 'manual' } as const;
const ZERO = '0001-01-01T00:00:00Z';

let service: TestApp;
let place: Place;
let here: Readonly<Record<string, string>>;

beforeAll(async () => {
  service = await startTestApp();
});
afterAll(() => service.close());

beforeEach(async () => {
  place = await makePlace(service.api);
  here = { scope: 'workspace', workspace: place.workspaceId };
});

const mine = (query: Readonly<Record<string, string>> = {}) => inboxOf(service.api, { ...here, ...query });
const laneOf = async (task: { readonly id: string }) => itemOf(await mine(), task)?.lane;

const patched = (task: { readonly id: string }, body: object): Promise<unknown> =>
  wanted(service.api.patch(`/api/tasks/${task.id}`, body), 200);

/** A task of this place whose run has failed. */
async function failedTask(agent: Agent, more: Parameters<Place['queued']>[0] = {}) {
  const { task } = await place.queued({ max_attempts: 3, ...more });
  const { run } = await agent.claim();
  await wanted(agent.does('fail', run.id), 200);
  return task;
}

describe('an inbox', () => {
  it('has five groups in order, empty ones too', async () => {
    const lanes = ['my_work', 'approvals', 'failed_runs', 'blocked', 'archived'];
    expect(await mine()).toStrictEqual({
      ...{ total: 0, unread_total: 0, archived_total: 0 },
      groups: lanes.map((lane) => ({ lane, count: 0, unread_count: 0 })),
    });
    expect((await mine({ lane: ' Approvals ' })).groups).toStrictEqual([
      { lane: 'approvals', count: 0, unread_count: 0 },
    ]);
  });

  it.each([
    ['a lane that is none', { lane: 'inbox' }],
    ['a limit below 0', { limit: '-1' }],
    ['a limit that is no integer', { limit: '2.0' }],
    ['a switch that is none', { unread: 'yes' }],
    ['a kind of owner that is none', { owner_kind: 'daemon' }],
    ['a scope that is none', { scope: 'all' }],
    ['a workspace without scope', { workspace: 'ws-x' }],
    ['a workspace of the global scope', { scope: 'global', workspace: 'ws-x' }],
    ['the scope of a workspace without one', { scope: 'workspace' }],
  ])('refuses %s', async (_what, query) => {
    await refused(service.api.get(INBOX, { query }), 422, 'validation failed');
  });

  it('does not find a workspace that there is not, and knows its caller before it reads what is asked', async () => {
    await refused(service.api.get(INBOX, { query: { scope: 'workspace', workspace: 'ws-no' } }), 404, 'ws-no');
    const stranger = service.api.as({ session_id: 'sess-none', agent_name: 'ada' });
    const asked = stranger.get(INBOX, { query: { limit: 'x' } });
    await refused(asked, 401, 'agent session is unknown', 'identity_stale');
  });

  it('shows a task with its latest run and what the actor has done with it', async () => {
    const agent = await place.agent();
    const task = await failedTask(agent, { identifier: 'T-1', priority: 'high' });
    await patched(task, { owner: ME });
    const [item] = itemsOf(await mine());
    if (!item) throw new Error('there is no item');
    const { run, ...shown } = item;
    const { summary } = await detailOf(service.api, task.id);
    expect(shown).toStrictEqual({
      task: {
        ...{ id: task.id, identifier: 'T-1', title: task.title, status: summary.status, priority: 'high' },
        ...{ scope: 'workspace', workspace_id: place.workspaceId, owner: ME },
        latest_event_seq: summary.latest_event_seq,
      },
      ...{ lane: 'failed_runs', approval_policy: 'none', approval_state: 'not_required' },
      ...{ blocking_reason: 'latest_run_failed', latest_activity_at: summary.last_activity_at },
      triage: { task_id: task.id, actor: ME, read: false, archived: false, dismissed: false, updated_at: ZERO },
    });
    expect(Object.keys(run ?? {}).sort()).toEqual(
      [
        ...['attempt', 'claimed_at', 'claimed_by', 'ended_at', 'error', 'id', 'max_attempts', 'queued_at'],
        ...['session_id', 'status', 'task_id'],
      ].sort(),
    );
    expect(run).toMatchObject({ status: 'failed', attempt: 1, max_attempts: 3, error: 'it broke' });
  });

  it('says nothing of a pause', async () => {
    const task = await place.task({ owner: ME });
    await wanted(service.api.post(`/api/tasks/${task.id}/pause`, { reason: 'later' }), 200);
    expect(Object.keys(itemOf(await mine(), task)?.task ?? {})).not.toContain('paused');
  });
});

describe('the lane of a task', () => {
  it('is approvals for one that waits for that, also with a failed run', async () => {
    const task = await failedTask(await place.agent());
    expect(await laneOf(task)).toBe('failed_runs');
    await patched(task, { approval_policy: 'manual' });
    expect((await detailOf(service.api, task.id)).task).toMatchObject({ status: 'blocked', approval_state: 'pending' });
    expect(itemOf(await mine(), task)).toMatchObject({ lane: 'approvals', blocking_reason: 'awaiting_approval' });
  });

  it('is failed_runs for a canceled task whose latest run has failed, until there is another run', async () => {
    const agent = await place.agent();
    const [canceled, again] = [await failedTask(agent), await failedTask(agent)];
    await patched(again, { owner: ME });
    await wanted(service.api.post(`/api/tasks/${canceled.id}/cancel`), 200);
    expect([await laneOf(canceled), await laneOf(again)]).toEqual(['failed_runs', 'failed_runs']);
    await enqueue(service.api, again.id);
    expect(await laneOf(again)).toBe('my_work');
  });

  it('is blocked for one that waits for another, and for one that was rejected', async () => {
    const [waiting, blocker, rejected] = [await place.task(), await place.task(), await place.task(GATED)];
    await dependsOn(service.api, waiting.id, blocker.id);
    await wanted(service.api.post(`/api/tasks/${rejected.id}/reject`), 200);
    const inbox = await mine();
    expect(itemOf(inbox, waiting)).toMatchObject({ lane: 'blocked', blocking_reason: 'awaiting_dependencies' });
    const { status } = (await detailOf(service.api, rejected.id)).task;
    expect([status, itemOf(inbox, rejected)?.lane, itemOf(inbox, rejected)?.blocking_reason]).toEqual([
      ...['blocked', 'blocked', 'approval_rejected'],
    ]);
  });

  it('is my_work for an open task of the actor, and for one that it has claimed', async () => {
    const [own, pool, draft] = [
      await place.task({ owner: ME }),
      await place.task({ owner: { kind: 'pool', ref: ME.ref } }),
      await place.task({ owner: ME, draft: true }),
    ];
    const { task: claimed } = await place.queued();
    const [agent, other] = [await place.agent(), await place.agent()];
    await agent.claim();
    const held = await place.queued({ owner: { kind: 'human', ref: 'ann' } });
    await operated(service.api, 'claim', held.run.id);
    const inbox = await mine();
    expect([own, held.task].map((task) => itemOf(inbox, task)?.lane)).toEqual(['my_work', 'my_work']);
    expect([pool, draft, claimed].map((task) => itemOf(inbox, task))).toEqual([undefined, undefined, undefined]);
    expect(itemsOf(await inboxOf(agent.api, here)).map(({ task }) => task.id)).toEqual([claimed.id]);
    expect(itemsOf(await inboxOf(other.api, here))).toEqual([]);
  });

  it('is none once a task is completed or deleted', async () => {
    const { task, run } = await place.queued({ owner: ME });
    const gone = await place.task(GATED);
    await triaged(service.api, gone, 'archive');
    expect(countsOf(await mine())).toEqual({ my_work: [1, 1, 1], archived: [1, 0, 1] });
    await operated(service.api, 'claim', run.id);
    await operated(service.api, 'start', run.id);
    await operated(service.api, 'complete', run.id);
    await wanted(deleteTask(service.api, gone.id), 204);
    expect([await laneOf(task), (await mine()).total]).toEqual([undefined, 0]);
  });
});

describe('what was triaged', () => {
  it('is read until something happens, which a heartbeat is not', async () => {
    const { task, run } = await place.queued();
    const agent = await place.agent();
    await agent.claim();
    const own = () => inboxOf(agent.api, here);
    await triaged(agent.api, task, 'read');
    await wanted(agent.does('heartbeat', run.id), 200);
    const read = itemOf(await own(), task);
    expect(read?.triage).toMatchObject({ read: true, archived: false, dismissed: false });
    expect(read?.latest_activity_at).toBe(read?.triage.last_seen_activity_at);
    expect(countsOf(await own())).toEqual({ my_work: [1, 0, 1] });
    await wanted(agent.does('steps', run.id, { steps: [{ index: 0, description: 'a step' }] }), 200);
    expect(itemOf(await own(), task)?.triage.read).toBe(false);
  });

  it('is unread when a dependency changes its status', async () => {
    const [task, { run }] = [await place.task({ owner: ME }), await place.queued()];
    await dependsOn(service.api, task.id, run.task_id);
    await triaged(service.api, task, 'read');
    expect(itemOf(await mine(), task)).toMatchObject({ lane: 'blocked', triage: { read: true } });
    for (const verb of ['claim', 'start', 'complete'] as const) await operated(service.api, verb, run.id);
    expect(itemOf(await mine(), task)).toMatchObject({ lane: 'my_work', triage: { read: false } });
  });

  it('is unread after the own doing of the actor too', async () => {
    const task = await place.task({ owner: ME });
    await triaged(service.api, task, 'read');
    await patched(task, { title: 'Anew' });
    expect(itemOf(await mine(), task)?.triage.read).toBe(false);
  });

  it('is hidden once dismissed, and comes back unread with whatever is new; read takes it back as well', async () => {
    const [one, other] = [await place.task(GATED), await place.task(GATED)];
    for (const task of [one, other]) await triaged(service.api, task, 'dismiss');
    expect(await mine()).toMatchObject({ total: 0, unread_total: 0 });
    await patched(one, { title: 'Anew' });
    await triaged(service.api, other, 'read');
    const inbox = await mine();
    expect(itemOf(inbox, one)?.triage).toMatchObject({ read: false, dismissed: false });
    expect(itemOf(inbox, other)?.triage).toMatchObject({ read: true, dismissed: false });
    expect(countsOf(inbox)).toEqual({ approvals: [2, 1, 2] });
  });

  it('stays archived whatever happens, also when it is dismissed then', async () => {
    const task = await place.task({ ...GATED, owner: ME });
    await triaged(service.api, task, 'archive');
    await triaged(service.api, task, 'dismiss');
    await wanted(service.api.post(`/api/tasks/${task.id}/approve`), 201);
    const archived = { read: true, archived: true, dismissed: false };
    expect(itemOf(await mine(), task)).toMatchObject({ lane: 'archived', triage: archived });
    expect(await mine()).toMatchObject({ total: 1, unread_total: 0, archived_total: 1 });
    expect(countsOf(await mine({ unread: 'true', lane: 'archived' }))).toEqual({});
    expect(await mine({ lane: 'approvals' })).toMatchObject({ total: 0, archived_total: 0 });
  });

  it('is so for its actor alone', async () => {
    const task = await place.task(GATED);
    const agent = await place.agent();
    await triaged(service.api, task, 'archive');
    await triaged(agent.api, task, 'read');
    expect(countsOf(await mine())).toEqual({ archived: [1, 0, 1] });
    expect(countsOf(await inboxOf(agent.api, here))).toEqual({ approvals: [1, 0, 1] });
    expect(countsOf(await inboxOf((await place.agent()).api, here))).toEqual({ approvals: [1, 1, 1] });
  });
});

describe('what is asked for', () => {
  it('counts all and lists the first: unread, then the latest', async () => {
    const tasks = [await place.task(GATED), await place.task(GATED), await place.task(GATED)];
    await triaged(service.api, tasks[2] ?? { id: '' }, 'read');
    const listed = itemsOf(await mine()).map(({ task }) => task.id);
    expect(listed).toEqual([tasks[1], tasks[0], tasks[2]].map((task) => task?.id));
    expect(countsOf(await mine({ limit: '1' }))).toEqual({ approvals: [3, 2, 1] });
    expect(countsOf(await mine({ limit: '0' }))).toEqual({ approvals: [3, 2, 3] });
    const unread = await mine({ unread: 'true' });
    expect([unread.total, countsOf(unread)]).toEqual([2, { approvals: [2, 2, 2] }]);
  });

  it('is found by title or identifier, in any case, and by signs as they are', async () => {
    const named = await place.task({ ...GATED, title: 'Ship 100% of it', identifier: 'AB_7' });
    const other = await place.task({ ...GATED, title: 'Ship 1000 of it', identifier: 'ABX7' });
    const found = async (query: string) => itemsOf(await mine({ query })).map(({ task }) => task.id);
    for (const query of ['100%', 'ab_7', 'B_']) expect(await found(query)).toEqual([named.id]);
    expect(await found('SHIP')).toEqual([other.id, named.id]);
    expect(countsOf(await mine({ query: 'ship', limit: '1' }))).toEqual({ approvals: [2, 2, 1] });
    expect(await mine({ query: 'nowhere' })).toMatchObject({ total: 0 });
  });

  it('is of an owner, of global tasks or of a workspace', async () => {
    const owner = { kind: 'automation', ref: place.workspaceId } as const;
    const [own, global] = [await place.task({ ...GATED, owner }), await newTask(service.api, { ...GATED, owner })];
    await place.task(GATED);
    const found = async (query: Record<string, string>) =>
      itemsOf(await inboxOf(service.api, query)).map(({ task }) => task.id);
    expect(await found({ owner_ref: owner.ref })).toEqual([global.id, own.id]);
    expect(await found({ owner_ref: owner.ref, owner_kind: 'human' })).toEqual([]);
    expect(await found({ ...here, owner_kind: 'automation' })).toEqual([own.id]);
    expect(await found({ scope: 'global', owner_ref: owner.ref })).toEqual([global.id]);
  });

  it('has been written before, and says how far', async () => {
    const made = await service.api.post('/api/tasks', { title: 'A task', ...here, ...GATED });
    const { headers } = await service.api.get(INBOX, { query: here });
    const [wrote, read] = [made, { headers }].map((answer) => Number(answer.headers.get('x-ledger-position')));
    expect(read).toBeGreaterThanOrEqual(wrote ?? Infinity);
  });
});

describe('with keys', () => {
  let keyed: KeyedService;

  beforeAll(async () => {
    keyed = await startKeyedService();
  });
  afterAll(() => keyed.close());

  it('a caller that is bound to a workspace finds what is there, as who it is', async () => {
    const [inside, outside] = [await makePlace(keyed.admin), await makePlace(keyed.admin)];
    const own = await inside.task({ owner: { kind: 'human', ref: 'ann' } });
    await outside.task({ owner: { kind: 'human', ref: 'ann' } });
    await newTask(keyed.admin, { owner: { kind: 'human', ref: 'ann' } });
    const bound = await keyed.key({ role: 'viewer', principal_ref: 'ann', workspace: inside.workspaceId });
    const free = await keyed.key({ role: 'viewer', principal_ref: 'ann' });
    expect(itemsOf(await inboxOf(bound.api)).map(({ task }) => task.id)).toEqual([own.id]);
    expect([(await inboxOf(bound.api, { scope: 'global' })).total, (await inboxOf(free.api)).total]).toEqual([0, 3]);
    const foreign = bound.api.get(INBOX, { query: { scope: 'workspace', workspace: outside.workspaceId } });
    await refused(foreign, 404, outside.workspaceId);
    expect((await keyed.api.get(INBOX)).status).toBe(401);
  });
});
