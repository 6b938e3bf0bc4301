import type { Task } from '../../src/client/types.js';
import { detailOf, makePlace, newAgent, newTask, type Place, refused, timelineOf, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { deleteTask, ifMatch, newChild, postChild } from './support/graph.js';

let service: TestApp;
let place: Place;

beforeAll(async () => {
  service = await startTestApp();
  place = await makePlace(service.api);
});

afterAll(() => service.close());

const inPlace = () => ({ scope: 'workspace', workspace: place.workspaceId }) as const;
const refusedChild = (parentId: string, body: object | string, status: number, words: string) =>
  refused(postChild(service.api, parentId, body), status, words);

describe('creating a child', () => {
  it('answers the child, which inherits nothing but its place', async () => {
    const parent = await place.task({
      priority: 'urgent',
      network_channel: 'build',
      owner: { kind: 'human', ref: 'ann' },
    });
    const more = { ...inPlace(), title: ' Part one ', description: 'at length', metadata: { a: 1 } };
    const { status, headers, body } = await postChild(service.api, parent.id, more);
    expect(status).toBe(201);
    expect(Number(headers.get('x-ledger-position'))).toBeGreaterThan(body.task.latest_event_seq);
    expect(headers.get('x-task-number')).toBe(String(body.task.latest_event_seq));
    expect(body.task).toMatchObject({
      id: expect.stringMatching(/^task-[0-9a-f]{16}$/) as string,
      parent_task_id: parent.id,
      workspace_id: place.workspaceId,
      title: 'Part one',
      description: 'at length',
      metadata: { a: 1 },
      priority: 'medium',
      status: 'ready',
      origin: { kind: 'http', ref: 'tasks.create_child' },
    });
    expect(body.task).not.toHaveProperty('owner');
    expect(body.task).not.toHaveProperty('network_channel');
    expect((await detailOf(service.api, body.task.id)).task).toEqual(body.task);
  });

  it('is told on the child, then on the parent, whose status and updated_at stay', async () => {
    const parent = await newTask(service.api);
    const child = await newChild(service.api, parent.id, { ...inPlace(), id: `child-of-${parent.id}` });
    const [created] = await timelineOf(service.api, child.id);
    const told = (await timelineOf(service.api, parent.id)).at(-1);
    expect(created).toMatchObject({
      event_type: 'task.created',
      payload: { scope: 'workspace', workspace_id: place.workspaceId, parent_task_id: parent.id, status: 'ready' },
    });
    expect(told).toMatchObject({
      sequence: (created?.sequence ?? 0) + 1,
      event_type: 'task.child_created',
      payload: { child_task_id: child.id, child_scope: 'workspace', child_workspace_id: place.workspaceId },
      origin: { kind: 'http', ref: 'tasks.create_child' },
    });
    const { summary, children } = await detailOf(service.api, parent.id);
    expect(summary).toMatchObject({ status: 'ready', child_count: 1, updated_at: parent.updated_at });
    expect([summary.latest_event_seq, summary.last_activity_at]).toEqual([told?.sequence, told?.timestamp]);
    expect(children?.map(({ id }) => id)).toEqual([child.id]);
  });

  it.each([
    ['draft', { draft: true }],
    ['blocked', { approval_policy: 'manual' }],
  ] as const)('is %s on its own merits', async (status, more) => {
    const parent = await newTask(service.api, { draft: true, approval_policy: 'manual' });
    expect((await newChild(service.api, parent.id)).status).toBe('ready');
    expect((await newChild(service.api, parent.id, more)).status).toBe(status);
    expect((await detailOf(service.api, parent.id)).children).toHaveLength(2);
  });

  it('below a canceled task is allowed', async () => {
    const parent = await newTask(service.api);
    await wanted(service.api.post(`/api/tasks/${parent.id}/cancel`), 200);
    expect((await newChild(service.api, parent.id)).status).toBe('ready');
    expect((await detailOf(service.api, parent.id)).task.status).toBe('canceled');
  });

  it('below a pause is paused by it, the nearest one', async () => {
    const parent = await newTask(service.api);
    const child = await newChild(service.api, parent.id);
    await wanted(service.api.post(`/api/tasks/${parent.id}/pause`, { reason: 'wait' }), 200);
    const inherited = await newChild(service.api, child.id);
    expect(inherited).toMatchObject({ effective_paused: true, paused_by_task_id: parent.id });
    expect(inherited).not.toHaveProperty('paused');
    await wanted(service.api.post(`/api/tasks/${child.id}/pause`, { reason: 'wait' }), 200);
    expect(await newChild(service.api, child.id)).toMatchObject({ paused_by_task_id: child.id });
    await wanted(service.api.post(`/api/tasks/${child.id}/resume`), 200);
    await wanted(service.api.post(`/api/tasks/${parent.id}/resume`), 200);
    const [first] = (await detailOf(service.api, child.id)).children ?? [];
    expect(first).not.toHaveProperty('effective_paused');
    expect(await newChild(service.api, child.id)).not.toHaveProperty('effective_paused');
  });

  it('may change the parent only as its caller has seen it', async () => {
    const parent = await newTask(service.api);
    await wanted(postChild(service.api, parent.id, {}, ifMatch(parent.latest_event_seq)), 201);
    await refused(postChild(service.api, parent.id, {}, ifMatch(parent.latest_event_seq)), 412, parent.id);
    await refused(postChild(service.api, parent.id, {}, ifMatch('W/"1"')), 422, 'If-Match');
    await wanted(postChild(service.api, parent.id, {}, ifMatch('*')), 201);
    expect((await detailOf(service.api, parent.id)).summary.child_count).toBe(2);
  });
});

describe('scope of a child', () => {
  it('is free below a global task, and the parent’s below a task of a workspace', async () => {
    const [globally, here, elsewhere] = [await newTask(service.api), await place.task(), await makePlace(service.api)];
    await newChild(service.api, globally.id);
    await newChild(service.api, globally.id, inPlace());
    await newChild(service.api, here.id, inPlace());
    await refusedChild(here.id, {}, 422, 'workspace');
    await refusedChild(here.id, { scope: 'workspace', workspace: elsewhere.workspaceId }, 422, 'workspace');
    expect((await detailOf(service.api, here.id)).summary.child_count).toBe(1);
  });

  it('of an agent session is its own workspace or none', async () => {
    const [agent, stranger] = [await place.agent(), await newAgent(service.api)];
    const [parent, other] = [await newTask(service.api), await makePlace(service.api)];
    const make = (api: TestApp['api'], more: object) => postChild(api, parent.id, more);
    const { task } = await wanted<{ task: Task }>(make(agent.api, inPlace()), 201);
    expect(task.created_by).toEqual({ kind: 'agent_session', ref: agent.session.session_id });
    await wanted(make(agent.api, {}), 201);
    const foreign = { scope: 'workspace', workspace: other.workspaceId };
    await refused(make(agent.api, foreign), 403, 'workspace', 'identity_unauthorized');
    await refused(make(stranger.api, inPlace()), 403, 'workspace', 'identity_unauthorized');
  });
});

describe('createChildTask refuses', () => {
  it.each<[number, string, object | string]>([
    [400, 'not valid JSON', '{'],
    [400, 'body', ''],
    [422, 'create_child_task.title', { title: ' ' }],
    [422, 'create_child_task.scope', { scope: 'other' }],
    [422, 'create_child_task.workspace', { scope: 'workspace' }],
    [422, 'create_child_task.workspace', { workspace: 'any' }],
    [422, 'create_child_task.max_attempts', { max_attempts: 11 }],
    [422, 'create_child_task.network_channel', { network_channel: 'x y' }],
    [422, 'create_child_task.owner', { owner: {} }],
    [422, 'create_child_task.id', { id: '123' }],
    [404, 'nowhere', { scope: 'workspace', workspace: 'nowhere' }],
    [413, '16384', { metadata: 'x'.repeat(16_383) }],
  ])('%i: %s, case %#', async (status, words, body) => {
    const parent = await newTask(service.api);
    await refusedChild(parent.id, body, status, words);
    expect(await timelineOf(service.api, parent.id)).toHaveLength(1);
  });

  it('an unknown or deleted parent, after what is wrong with the request', async () => {
    await refusedChild('task-0', {}, 404, 'task-0');
    await refusedChild('task-0', { title: '' }, 422, 'title');
    await refusedChild('%20', {}, 422, 'id');
    const parent = await newTask(service.api);
    await wanted(deleteTask(service.api, parent.id), 204);
    await refusedChild(parent.id, {}, 404, parent.id);
  });

  it('the id of the parent, and ids that are taken', async () => {
    const [parent, other, gone] = [await newTask(service.api), await newTask(service.api), await newTask(service.api)];
    await wanted(deleteTask(service.api, gone.id), 204);
    await refusedChild(parent.id, { id: parent.id }, 422, 'create_child_task.id');
    for (const { id } of [other, gone]) await refusedChild(parent.id, { id }, 409, id);
    expect((await detailOf(service.api, parent.id)).summary).not.toHaveProperty('child_count');
  });

  it('the 65th child, whatever became of the others, until one is deleted', async () => {
    const parent = await newTask(service.api);
    const children = await Promise.all(
      Array.from({ length: 64 }, (_, n) => newChild(service.api, parent.id, { draft: n % 2 === 0 })),
    );
    await refusedChild(parent.id, {}, 409, '64');
    await wanted(deleteTask(service.api, children[0]?.id ?? ''), 204);
    await newChild(service.api, parent.id);
    await refusedChild(parent.id, {}, 409, '64');
    expect((await detailOf(service.api, parent.id)).children).toHaveLength(64);
  });

  it('the ninth level', async () => {
    let { id } = await newTask(service.api);
    for (let level = 2; level <= 8; level++) ({ id } = await newChild(service.api, id));
    await refusedChild(id, {}, 409, 'level 8');
    await refusedChild(id, { id }, 422, 'id');
  });
});
