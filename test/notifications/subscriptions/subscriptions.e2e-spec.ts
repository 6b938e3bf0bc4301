import { CommandBus } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import type { Bridge, BridgeSubscription, Task } from '../../../src/client/types.js';
import { Subscribe } from '../../../src/notifications/commands/subscribe.js';
import { cursorKeyOf } from '../../../src/notifications/domain/cursor-key.js';
import { advanceCursor, recordCursorError } from '../../../src/notifications/notification-cursors.js';
import { type KeyedService, startKeyedService } from '../../access/support/keyed-service.js';
import { testContext } from '../../sessions/support/claimed-run.js';
import {
  detailOf,
  makePlace,
  newAgent,
  newTask,
  type Place,
  refused,
  timelineOf,
  wanted,
} from '../../support/place.js';
import {
  deleteSubscription,
  getSubscription,
  newBridge,
  postSubscription,
  storyOfStream,
  subscribed,
  subscriptionsOf,
} from '../support/bridges.js';

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const time = expect.stringMatching(TIME) as unknown;
const AT = 'create_task_bridge_notification_subscription';

let service: KeyedService;
let place: Place;
let chat: Bridge;
let local: Bridge;

beforeAll(async () => {
  service = await startKeyedService();
  place = await makePlace(service.admin);
  // Disabled: what is asked here is not whether anything is sent.
  chat = await newBridge(service.admin, { enabled: false });
  local = await newBridge(service.admin, { scope: 'workspace', workspace: place.workspaceId, enabled: false });
});

afterAll(() => service.close());

const api = () => service.admin;
const body = (more: object = {}) => ({
  bridge_instance_id: chat.id,
  delivery_mode: 'direct-send',
  peer_id: 'peer',
  ...more,
});
const post = (task: Task, more: object = {}) => postSubscription(api(), task.id, body(more));

async function ids(task: Task, query = ''): Promise<string[]> {
  return (await subscriptionsOf(api(), task.id, query)).map(({ subscription_id }) => subscription_id);
}

async function deletedTask(): Promise<Task> {
  const task = await newTask(api());
  await wanted(api().delete(`/api/tasks/${task.id}`), 204);
  return task;
}

describe('createTaskBridgeNotificationSubscription', () => {
  it('answers 201 with the subscription and a cursor at 0', async () => {
    const task = await newTask(api());
    const answer = await post(task, {
      thread_id: ' th ',
      group_id: 'group',
      scope: ' GLOBAL ',
      workspace_id: 'ignored',
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('x-ledger-position')).toMatch(/^\d+$/);
    const { subscription } = answer.body;
    const id = subscription.subscription_id;
    expect(id).toMatch(/^bts-[0-9a-f]{16}$/);
    expect(subscription).toEqual({
      subscription_id: id,
      task_id: task.id,
      bridge_instance_id: chat.id,
      scope: 'global',
      delivery_mode: 'direct-send',
      peer_id: 'peer',
      thread_id: 'th',
      group_id: 'group',
      cursor: {
        consumer_id: `bridge_task_subscription:${id}`,
        stream_name: 'task_events',
        subject_id: task.id,
        last_sequence: 0,
      },
      created_by: { kind: 'human', ref: 'root' },
      created_at: time,
      updated_at: time,
    });
    expect((await getSubscription(api(), task.id, id)).body).toEqual({ subscription });
    expect(await subscriptionsOf(api(), task.id)).toEqual([subscription]);
  });

  it('takes scope and workspace from the task', async () => {
    const task = await place.task();
    const wantedPlace = { scope: 'workspace', workspace_id: place.workspaceId };
    const given = [{}, { scope: 'workspace' }, { workspace_id: place.workspaceId }, wantedPlace];
    for (const members of given) {
      const answer = await post(task, { bridge_instance_id: local.id, ...members });
      expect(answer).toMatchObject({ status: 201, body: { subscription: wantedPlace } });
    }
  });

  it('has an agent session as its maker where one calls', async () => {
    const task = await newTask(api());
    const agent = await newAgent(api());
    const answer = await postSubscription(agent.api, task.id, body());
    expect(answer.body.subscription.created_by).toEqual({ kind: 'agent_session', ref: agent.session.session_id });
  });

  it.each([
    ['direct', 'direct-send'],
    [' Direct_Send ', 'direct-send'],
    ['send', 'direct-send'],
    ['direct-send', 'direct-send'],
    ['REPLY', 'reply'],
    ['reply-send', 'reply'],
    ['reply_send', 'reply'],
  ])('takes delivery mode %j as %s', async (given, meant) => {
    const answer = await post(await newTask(api()), { delivery_mode: given });
    expect(answer).toMatchObject({ status: 201, body: { subscription: { delivery_mode: meant } } });
  });

  it('replaces the one with the id, and keeps who made it and when', async () => {
    const task = await newTask(api());
    const other = await newBridge(api(), { enabled: false });
    const first = (await post(task, { subscription_id: 'twice', thread_id: 'th' })).body.subscription;
    const operator = await service.key({ role: 'operator', label: 'somebody else' });
    const again = { subscription_id: 'twice', bridge_instance_id: other.id, delivery_mode: 'reply', group_id: 'group' };
    const answer = await postSubscription(operator.api, task.id, again);
    expect(answer.status).toBe(201);
    const { peer_id: _gone, thread_id: _too, ...kept } = first;
    expect(answer.body.subscription).toEqual({ ...kept, ...again, updated_at: time });
    expect(answer.body.subscription.updated_at > first.updated_at).toBe(true);
    expect(await ids(task)).toEqual(['twice']);
    expect((await storyOfStream(service, 'subscription:twice')).map(({ type }) => type)).toEqual([
      'subscription.created',
      'subscription.updated',
    ]);
  });

  it('makes another one without an id, however equal', async () => {
    const task = await newTask(api());
    await post(task);
    await post(task);
    expect(await ids(task)).toHaveLength(2);
  });

  it('shows nothing on the timeline, and does not touch the task', async () => {
    const task = await newTask(api());
    const before = await timelineOf(api(), task.id);
    await deleteSubscription(api(), task.id, (await post(task)).body.subscription.subscription_id);
    expect(await timelineOf(api(), task.id)).toEqual(before);
    expect((await detailOf(api(), task.id)).task).toEqual(task);
  });

  it('makes one of equal ids that come at once', async () => {
    const task = await newTask(api());
    const answers = await Promise.all([1, 2, 3, 4].map(() => post(task, { subscription_id: 'at-once' })));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect(new Set(answers.map((answer) => answer.body.subscription.created_at)).size).toBe(1);
    expect(await ids(task)).toEqual(['at-once']);
  });

  it('gives an id to one of two tasks that ask for it at once', async () => {
    const tasks = [await newTask(api()), await newTask(api())];
    const answers = await Promise.all(tasks.map((task) => post(task, { subscription_id: 'contested' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it.each([
    [{ bridge_instance_id: undefined }, `${AT}.bridge_instance_id is required`],
    [{ delivery_mode: undefined }, `${AT}.delivery_mode is required`],
    [{ delivery_mode: 'pigeon' }, `${AT}.delivery_mode must be one of direct-send, reply`],
    [{ delivery_mode: 'constructor' }, `${AT}.delivery_mode must be one of direct-send, reply`],
    [{ peer_id: undefined }, `${AT} must have peer_id or group_id`],
    [{ peer_id: ' ', group_id: '', thread_id: 'th' }, `${AT} must have peer_id or group_id`],
    [{ scope: 'planet' }, `${AT}.scope must be one of global, workspace`],
    [{ scope: 'workspace' }, `${AT}.scope must be global`],
    [{ subscription_id: 'a b' }, `${AT}.subscription_id must be`],
    [{ peer_id: 'x'.repeat(257) }, `${AT}.peer_id must be at most 256 characters`],
    [{ peer_id: 5 }, `${AT}.peer_id must be a string`],
  ])('answers 400 for %j', async (members, words) => {
    await refused(post(await newTask(api()), members), 400, words);
  });

  it.each([undefined, '{', [], 'null'])('answers 400 for a body of %j', async (raw) => {
    const { id } = await newTask(api());
    expect((await postSubscription(api(), id, raw)).status).toBe(400);
  });

  it('answers 400 for a scope, a workspace or a bridge that does not fit the task', async () => {
    const [global, task, there] = [await newTask(api()), await place.task(), await makePlace(api())];
    const elsewhere = await newBridge(api(), { scope: 'workspace', workspace: there.workspaceId });
    const own = { bridge_instance_id: local.id };
    await refused(post(task, { ...own, scope: 'global' }), 400, `${AT}.scope must be workspace`);
    await refused(post(task, { ...own, scope: 'workspace', workspace_id: 'ws-x' }), 400, `${AT}.workspace_id must be`);
    await refused(post(task), 400, `bridge ${chat.id} has scope global`);
    await refused(post(global, own), 400, `bridge ${local.id} has scope workspace`);
    await refused(post(task, { bridge_instance_id: elsewhere.id }), 400, 'belongs to another workspace');
  });

  it('finds what is wrong in the order of the specification', async () => {
    const task = await newTask(api());
    const nowhere = { ...task, id: 'task-none' };
    await refused(post(nowhere, { delivery_mode: 'pigeon', scope: 'workspace' }), 400, 'delivery_mode');
    await refused(post(nowhere, { scope: 'workspace', bridge_instance_id: 'brg-none' }), 404, 'task task-none');
    await refused(post(task, { scope: 'workspace', bridge_instance_id: 'brg-none' }), 400, 'scope');
    await post(await newTask(api()), { subscription_id: 'ordered' });
    await refused(post(task, { subscription_id: 'ordered', bridge_instance_id: 'brg-none' }), 404, 'brg-none');
  });

  it('answers 404 for an unknown or deleted task, and for an unknown, blank or deleted bridge', async () => {
    const [task, gone] = [await newTask(api()), await deletedTask()];
    await refused(post({ ...task, id: 'task-none' }), 404, 'task task-none does not exist');
    await refused(post(gone), 404, `task ${gone.id} does not exist`);
    await refused(post(task, { bridge_instance_id: 'brg-none' }), 404, 'bridge brg-none not found');
    await refused(post(task, { bridge_instance_id: ' ' }), 404, 'not found');
    const bridge = await newBridge(api());
    await api().delete(`/api/bridges/${bridge.id}`);
    await refused(post(task, { bridge_instance_id: bridge.id }), 404, `bridge ${bridge.id} not found`);
  });

  it('answers 409 for an id that belongs to another task, deleted ones too', async () => {
    const [one, two] = [await newTask(api()), await newTask(api())];
    await post(one, { subscription_id: 'owned' });
    await refused(post(two, { subscription_id: 'owned' }), 409, 'subscription owned belongs to another task');
    await deleteSubscription(api(), one.id, 'owned');
    await refused(post(two, { subscription_id: 'owned' }), 409, 'subscription owned belongs to another task');
    await wanted(api().delete(`/api/tasks/${one.id}`), 204);
    await refused(post(two, { subscription_id: 'owned' }), 409, 'subscription owned belongs to another task');
  });

  it('answers 409 beyond 1,000 of one task, which a deletion ends all', async () => {
    const task = await newTask(api());
    const target = { bridge_instance_id: chat.id, delivery_mode: 'direct-send', peer_id: 'peer' } as const;
    const commands = service.app.get(CommandBus);
    const made = Array.from({ length: 1_000 }, () =>
      commands.execute(new Subscribe({ task_id: task.id, ...target }, testContext)),
    );
    await Promise.all(made);
    await refused(post(task), 409, `task ${task.id} has 1000 subscriptions already`);
    const [last] = await ids(task, '?limit=1');
    expect((await post(task, { subscription_id: last })).status).toBe(201);
    await deleteSubscription(api(), task.id, last ?? '');
    expect((await post(task)).status).toBe(201);
    expect(await ids(task)).toHaveLength(500);
    await wanted(api().delete(`/api/tasks/${task.id}`), 204);
    const [left] = await service.app
      .get(DataSource)
      .query<{ left: number }[]>('SELECT count(*)::int AS left FROM bridge_subscriptions WHERE task_id = $1', [
        task.id,
      ]);
    expect(left).toEqual({ left: 0 });
  });

  it.each(['viewer', 'agent'] as const)('answers 403 to role %s', async (role) => {
    const { api: by } = await service.key({ role });
    expect((await postSubscription(by, (await newTask(api())).id, body())).status).toBe(403);
  });
});

describe('listTaskBridgeNotificationSubscriptions', () => {
  it('answers the one changed last first, filtered, page by page', async () => {
    const task = await newTask(api());
    const other = await newBridge(api(), { enabled: false });
    for (const id of ['l-a', 'l-b', 'l-c']) await post(task, { subscription_id: id });
    await post(task, { subscription_id: 'l-a', bridge_instance_id: other.id });
    expect(await ids(task)).toEqual(['l-a', 'l-c', 'l-b']);
    expect(await ids(task, `?bridge_instance_id=${chat.id}`)).toEqual(['l-c', 'l-b']);
    expect(await ids(task, `?bridge_instance_id=${chat.id}&scope=Global`)).toEqual(['l-c', 'l-b']);
    expect(await ids(task, '?bridge_instance_id=brg-none')).toEqual([]);
    expect(await ids(task, '?scope=workspace')).toEqual([]);
    expect(await ids(task, '?workspace_id=ws-x')).toEqual([]);
    expect(await ids(task, '?limit=0')).toHaveLength(3);
    const at = `/api/tasks/${task.id}/notifications/bridges?limit=2`;
    const first = await api().get<{ subscriptions: BridgeSubscription[] }>(at);
    expect(first.body.subscriptions.map(({ subscription_id }) => subscription_id)).toEqual(['l-a', 'l-c']);
    const cursor = first.headers.get('x-next-cursor') ?? '';
    expect(await ids(task, `?limit=2&cursor=${cursor}`)).toEqual(['l-b']);
  });

  it('puts those of one moment in the order of their ids, over pages too', async () => {
    const task = await newTask(api());
    await Promise.all(['s-c', 's-B', 's-b', 's-a'].map((subscription_id) => post(task, { subscription_id })));
    const source = service.app.get(DataSource);
    await source.query("UPDATE bridge_subscriptions SET updated_at = '2026-01-01' WHERE task_id = $1", [task.id]);
    const seen: string[] = [];
    let cursor = '';
    do {
      const at = `/api/tasks/${task.id}/notifications/bridges?limit=1${cursor && `&cursor=${cursor}`}`;
      const { body: page, headers } = await api().get<{ subscriptions: BridgeSubscription[] }>(at);
      seen.push(...page.subscriptions.map(({ subscription_id }) => subscription_id));
      cursor = headers.get('x-next-cursor') ?? '';
    } while (cursor !== '');
    expect(seen).toEqual(['s-B', 's-a', 's-b', 's-c']);
  });

  it('answers [] for a task without any, 404 for no task', async () => {
    expect(await ids(await newTask(api()))).toEqual([]);
    await refused(api().get('/api/tasks/task-none/notifications/bridges'), 404, 'task task-none does not exist');
    const gone = await deletedTask();
    await refused(api().get(`/api/tasks/${gone.id}/notifications/bridges`), 404, `task ${gone.id} does not exist`);
  });

  it.each(['limit=x', 'limit=1.5', 'limit=-1', 'scope=planet', 'cursor=abc'])('answers 400 for %s', async (query) => {
    const { id } = await newTask(api());
    expect((await api().get(`/api/tasks/${id}/notifications/bridges?${query}`)).status).toBe(400);
  });

  it('shows each with its cursor', async () => {
    const task = await newTask(api());
    await post(task, { subscription_id: 'served' });
    await post(task, { subscription_id: 'failing' });
    const source = service.app.get(DataSource);
    const key = (subscription_id: string) => cursorKeyOf({ subscription_id, task_id: task.id });
    await advanceCursor(source, key('served'), 42, 'notif:served:42');
    await recordCursorError(source, key('failing'), 'timed out');
    const listed = await subscriptionsOf(api(), task.id);
    const cursors = new Map(listed.map((one) => [one.subscription_id, one.cursor]));
    expect(cursors.get('served')).toEqual({
      ...key('served'),
      last_sequence: 42,
      last_delivery_id: 'notif:served:42',
      last_delivered_at: time,
      updated_at: time,
    });
    expect(cursors.get('failing')).toEqual({
      ...key('failing'),
      last_sequence: 0,
      last_error: 'timed out',
      updated_at: time,
    });
    const again = (await post(task, { subscription_id: 'served' })).body.subscription;
    expect(again.cursor).toEqual(cursors.get('served'));
  });
});

describe('getTaskBridgeNotificationSubscription and delete', () => {
  it('answer 404 for no task, no subscription and one of another task, 400 for a blank id', async () => {
    const [task, other] = [await newTask(api()), await newTask(api())];
    await post(task, { subscription_id: 'mine' });
    for (const ask of [getSubscription, deleteSubscription]) {
      await refused(ask(api(), 'task-none', 'mine'), 404, 'task task-none does not exist');
      await refused(ask(api(), task.id, 'bts-none'), 404, `task ${task.id} has no subscription bts-none`);
      await refused(ask(api(), other.id, 'mine'), 404, `task ${other.id} has no subscription mine`);
      expect((await ask(api(), task.id, '%20')).status).toBe(400);
      expect((await ask(api(), '%20', 'mine')).status).toBe(400);
    }
    expect(await ids(task)).toEqual(['mine']);
  });

  it('ends the subscription once', async () => {
    const task = await newTask(api());
    await post(task, { subscription_id: 'once' });
    const answers = await Promise.all([1, 2, 3].map(() => deleteSubscription(api(), task.id, 'once')));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 404, 404]);
    expect((await getSubscription(api(), task.id, 'once')).status).toBe(404);
    expect(await ids(task)).toEqual([]);
  });

  it('keeps the cursor for the same id', async () => {
    const task = await newTask(api());
    await post(task, { subscription_id: 'resumed' });
    const source = service.app.get(DataSource);
    await advanceCursor(source, cursorKeyOf({ subscription_id: 'resumed', task_id: task.id }), 7, 'notif:resumed:7');
    const before = (await getSubscription(api(), task.id, 'resumed')).body.subscription;
    await deleteSubscription(api(), task.id, 'resumed');
    const after = (await post(task, { subscription_id: 'resumed' })).body.subscription;
    expect(after.cursor).toEqual(before.cursor);
    expect(after.created_at > before.created_at).toBe(true);
  });

  it.each(['viewer', 'agent'] as const)('lets role %s look and not delete', async (role) => {
    const task = await newTask(api());
    const { subscription_id } = await subscribed(api(), task.id, { bridge_instance_id: chat.id });
    const { api: by } = await service.key({ role });
    expect((await getSubscription(by, task.id, subscription_id)).status).toBe(200);
    expect((await deleteSubscription(by, task.id, subscription_id)).status).toBe(403);
  });
});

describe('a task that is deleted', () => {
  it('takes its subscriptions with it, and no others', async () => {
    const [task, other] = [await newTask(api()), await newTask(api())];
    for (const id of ['d-1', 'd-2']) await post(task, { subscription_id: id });
    await deleteSubscription(api(), task.id, 'd-1');
    await post(other, { subscription_id: 'd-3' });
    await wanted(api().delete(`/api/tasks/${task.id}`), 204);
    await refused(getSubscription(api(), task.id, 'd-2'), 404, `task ${task.id} does not exist`);
    expect(await ids(other)).toEqual(['d-3']);
    const types = async (id: string) => (await storyOfStream(service, `subscription:${id}`)).map(({ type }) => type);
    expect(await types('d-1')).toEqual(['subscription.created', 'subscription.deleted']);
    expect(await types('d-2')).toEqual(['subscription.created', 'subscription.deleted']);
    expect(await types('d-3')).toEqual(['subscription.created']);
  });

  it('leaves none behind, whoever comes first', async () => {
    for (let round = 0; round < 20; round++) {
      const task = await newTask(api());
      const [made, deletion] = await Promise.all([post(task), api().delete(`/api/tasks/${task.id}`)]);
      expect(deletion.status).toBe(204);
      expect([201, 404]).toContain(made.status);
      const left = await service.app
        .get(DataSource)
        .query<object[]>('SELECT FROM bridge_subscriptions WHERE task_id = $1', [task.id]);
      expect(left).toEqual([]);
    }
  });
});
