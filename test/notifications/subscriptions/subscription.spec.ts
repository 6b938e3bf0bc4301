import type { BridgeStream } from '../../../src/notifications/domain/bridge-state.js';
import { MAX_SUBSCRIPTIONS, subscribe, type Subscribe } from '../../../src/notifications/domain/decide/subscribe.js';
import { dropSubscription, unsubscribe } from '../../../src/notifications/domain/decide/unsubscribe.js';
import type { SubscriptionEvent } from '../../../src/notifications/domain/subscription-events.js';
import type { SubscriptionStream } from '../../../src/notifications/domain/subscription-state.js';
import { subscriptionStream } from '../../../src/notifications/domain/subscription-stream.js';
import { createTask } from '../../../src/tasks/domain/decide/create-task.js';
import type { TaskEvent } from '../../../src/tasks/domain/task-events.js';
import type { TaskStream } from '../../../src/tasks/domain/task-state.js';
import { taskStream } from '../../../src/tasks/domain/task-stream.js';
import { ACTOR, given, nothing, rejects, timeOf } from '../../support/given-when-then.js';

const target = { bridge_instance_id: 'brg-1', delivery_mode: 'direct-send', peer_id: 'peer' } as const;
const place = { scope: 'workspace', workspace_id: 'ws-1' } as const;
const created: SubscriptionEvent = {
  type: 'subscription.created',
  data: { task_id: 'task-1', subscription_id: 'bts-1', ...target, ...place },
};
const moved = { bridge_instance_id: 'brg-2', delivery_mode: 'reply', group_id: 'group', thread_id: 'th' } as const;
const updated: SubscriptionEvent = { type: 'subscription.updated', data: { subscription_id: 'bts-1', ...moved } };
const deleted: SubscriptionEvent = {
  type: 'subscription.deleted',
  data: { subscription_id: 'bts-1', task_id: 'task-1' },
};

function taskIn(workspaceId?: string): TaskStream {
  const scope = workspaceId === undefined ? ({ scope: 'global' } as const) : { ...place, workspace_id: workspaceId };
  const fields = { id: 'task-1', uuid: 'uuid', title: 'A task', priority: 'medium', max_attempts: 3 } as const;
  const command = { ...fields, ...scope, auto_enqueue_on_ready: false, draft: false, approval_policy: 'none' } as const;
  return given<TaskStream, TaskEvent>(taskStream)
    .when((task) => createTask(task, command, { number: 1 }))
    .then(expect.anything() as TaskEvent).state;
}

function bridgeIn(workspaceId?: string): BridgeStream {
  const scope = workspaceId === undefined ? ({ scope: 'global' } as const) : { ...place, workspace_id: workspaceId };
  const fields = { id: 'brg-1', name: 'Chat', endpoint_url: 'https://chat.example/', created_at: '', updated_at: '' };
  return { ...fields, ...scope, enabled: true, notification_suppress: false };
}

interface World {
  readonly task?: TaskStream;
  readonly bridge?: BridgeStream;
  readonly subscriptions?: number;
}

const aSubscription = (...history: readonly SubscriptionEvent[]) =>
  given<SubscriptionStream, SubscriptionEvent>(subscriptionStream, ...history);
const ask =
  (fields: Partial<Subscribe> = {}, world: World = {}) =>
  (subscription: SubscriptionStream) =>
    subscribe(
      subscription,
      { subscription_id: 'bts-1', task_id: 'task-1', ...target, ...fields },
      {
        task: world.task === undefined ? taskIn('ws-1') : world.task,
        bridge: world.bridge === undefined ? bridgeIn('ws-1') : world.bridge,
        subscriptions: world.subscriptions ?? 0,
      },
    );
const leave =
  (taskId = 'task-1', task = taskIn('ws-1')) =>
  (subscription: SubscriptionStream) =>
    unsubscribe(subscription, { subscription_id: 'bts-1', task_id: taskId }, { task });

describe('subscribing', () => {
  it('takes scope and workspace from the task', () => {
    const after = aSubscription().when(ask()).then(created);
    expect(after.state).toStrictEqual({
      ...created.data,
      created_by: ACTOR,
      created_at: timeOf(0),
      updated_at: timeOf(0),
    });
    aSubscription()
      .when(ask({}, { task: taskIn(), bridge: bridgeIn() }))
      .then({
        type: 'subscription.created',
        data: { task_id: 'task-1', subscription_id: 'bts-1', ...target, scope: 'global' },
      });
  });

  it('replaces target, mode and bridge of one that is there, and keeps who made it and when', () => {
    const after = aSubscription(created)
      .when(ask({ ...moved, peer_id: undefined }))
      .then(updated);
    expect(after.state).toStrictEqual({
      subscription_id: 'bts-1',
      task_id: 'task-1',
      ...place,
      ...moved,
      created_by: ACTOR,
      created_at: timeOf(0),
      updated_at: timeOf(1),
    });
  });

  it('updates even when nothing changes', () => {
    aSubscription(created)
      .when(ask())
      .then({ type: 'subscription.updated', data: { subscription_id: 'bts-1', ...target } });
  });

  it('begins anew where it was deleted, for the same task', () => {
    aSubscription(created, deleted).when(ask()).then(created);
  });

  it.each([[[created]], [[created, deleted]]])('is refused for an id of another task', (history) => {
    const task = { ...taskIn('ws-1'), id: 'task-2' } as TaskStream;
    aSubscription(...history)
      .when(ask({ task_id: 'task-2' }, { task }))
      .then(rejects('subscription_of_other_task'));
  });

  it.each([
    ['no task', {}, { task: null, bridge: null }, 'task_not_found'],
    ['another scope', { scope: 'global' }, { bridge: null }, 'invalid_scope_binding'],
    ['another workspace', { scope: 'workspace', workspace_id: 'ws-2' }, { bridge: null }, 'invalid_scope_binding'],
    ['another workspace and no scope', { workspace_id: 'ws-2' }, {}, 'invalid_scope_binding'],
    ['no bridge', {}, { bridge: null }, 'bridge_not_found'],
    ['a deleted bridge', {}, { bridge: { id: 'brg-1', deleted_at: '' } }, 'bridge_not_found'],
    ['a global bridge', {}, { bridge: bridgeIn() }, 'invalid_scope_binding'],
    ['a bridge elsewhere', {}, { bridge: bridgeIn('ws-2') }, 'invalid_scope_binding'],
    ['a bridge of a workspace for a global task', {}, { task: taskIn() }, 'invalid_scope_binding'],
  ] satisfies [string, Partial<Subscribe>, World, string][])('is refused for %s', (_what, fields, world, code) => {
    aSubscription().when(ask(fields, world)).then(rejects(code));
  });

  it('ignores a workspace that is given with scope global', () => {
    aSubscription()
      .when(ask({ scope: 'global', workspace_id: 'ws-9' }, { task: taskIn(), bridge: bridgeIn() }))
      .then({
        type: 'subscription.created',
        data: { task_id: 'task-1', subscription_id: 'bts-1', ...target, scope: 'global' },
      });
  });

  it('is refused beyond so many, but not for one that is there', () => {
    const full = { subscriptions: MAX_SUBSCRIPTIONS };
    aSubscription().when(ask({}, full)).then(rejects('too_many_subscriptions'));
    aSubscription(created)
      .when(ask({}, full))
      .then({ type: 'subscription.updated', data: { subscription_id: 'bts-1', ...target } });
  });
});

describe('deleting a subscription', () => {
  it('leaves whose it was', () => {
    const after = aSubscription(created).when(leave()).then(deleted);
    expect(after.state).toStrictEqual({ subscription_id: 'bts-1', task_id: 'task-1', deleted_at: timeOf(1) });
  });

  it('is refused for no task, no subscription, a second time, and under another task', () => {
    aSubscription(created).when(leave('task-1', null)).then(rejects('task_not_found'));
    aSubscription().when(leave()).then(rejects('subscription_not_found'));
    aSubscription(created, deleted).when(leave()).then(rejects('subscription_not_found'));
    aSubscription(created).when(leave('task-2')).then(rejects('subscription_not_found'));
  });

  it('follows when its task is deleted, once', () => {
    aSubscription(created).when(dropSubscription).then(deleted);
    aSubscription(created, deleted).when(dropSubscription).then(nothing);
    aSubscription().when(dropSubscription).then(nothing);
  });
});

describe('the stream', () => {
  it('shows nothing in public', () => {
    expect(Object.values(subscriptionStream.events).map(({ visibility }) => visibility)).toEqual([
      'internal',
      'internal',
      'internal',
    ]);
  });

  it.each([
    [[created, created]],
    [[updated]],
    [[created, deleted, updated]],
    [[created, deleted, { ...created, data: { ...created.data, task_id: 'task-2' } }]],
  ])('takes no event that cannot follow', (history) => {
    expect(() => aSubscription(...history).state).toThrow(/on a subscription/);
  });
});
