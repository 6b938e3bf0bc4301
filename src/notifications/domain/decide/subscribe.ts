import { Rejection } from '../../../ledger/rejection.js';
import { existing } from '../../../tasks/domain/decide/enqueue-run.js';
import type { TaskState, TaskStream } from '../../../tasks/domain/task-state.js';
import type { Scope } from '../../../tasks/domain/vocabulary.js';
import { type BridgeStream, existingBridge } from '../bridge-state.js';
import type { SubscriptionEvent, SubscriptionTarget } from '../subscription-events.js';
import { existingSubscription, type SubscriptionStream } from '../subscription-state.js';
import { bridgeNotFound } from './update-bridge.js';

/** Subscriptions that a task may have at a time: its end, and its deletion, touch them all. */
export const MAX_SUBSCRIPTIONS = 1_000;

const AT = 'create_task_bridge_notification_subscription';

/** A subscription to be, or to be replaced. Scope and workspace are the task's: those given here must be the same. */
export interface Subscribe extends SubscriptionTarget {
  readonly subscription_id: string;
  readonly task_id: string;
  readonly scope?: Scope;
  readonly workspace_id?: string;
}

export interface SubscribeFacts {
  readonly task: TaskStream;
  readonly bridge: BridgeStream;
  /** How many subscriptions the task has. */
  readonly subscriptions: number;
}

/**
 * `subscription.created`, or `subscription.updated` where the task has one with this id. Refused in this order
 * (`reviews.md` C.2): `task_not_found`, `invalid_scope_binding` for another scope or workspace than the task's,
 * `bridge_not_found`, `invalid_scope_binding` for a bridge elsewhere, `subscription_of_other_task`,
 * `too_many_subscriptions`.
 */
export function subscribe(
  subscription: SubscriptionStream,
  command: Subscribe,
  facts: SubscribeFacts,
): SubscriptionEvent[] | Rejection {
  const task = existing(facts.task, command.task_id);
  if (task instanceof Rejection) return task;
  const refusal = refuseScope(task, command) ?? refuseBridge(task, facts.bridge, command.bridge_instance_id);
  if (refusal) return refusal;
  const { subscription_id, task_id } = command;
  if (subscription !== null && subscription.task_id !== task_id) {
    return new Rejection('subscription_of_other_task', `subscription ${subscription_id} belongs to another task`);
  }
  const target = { subscription_id, ...targetOf(command) };
  if (existingSubscription(subscription)) return [{ type: 'subscription.updated', data: target }];
  if (facts.subscriptions >= MAX_SUBSCRIPTIONS) {
    return new Rejection('too_many_subscriptions', `task ${task_id} has ${facts.subscriptions} subscriptions already`);
  }
  const { scope, workspace_id } = task;
  const place = workspace_id === undefined ? { scope } : { scope, workspace_id };
  return [{ type: 'subscription.created', data: { task_id, ...target, ...place } }];
}

/** A workspace that is given with scope global counts for nothing. */
function refuseScope(task: TaskState, { scope = task.scope, workspace_id }: Subscribe): Rejection | undefined {
  if (scope !== task.scope) {
    return new Rejection('invalid_scope_binding', `${AT}.scope must be ${task.scope} as that of the task`);
  }
  if (scope === 'global' || workspace_id === undefined || workspace_id === task.workspace_id) return undefined;
  return new Rejection('invalid_scope_binding', `${AT}.workspace_id must be the id of the task's workspace`);
}

function refuseBridge(task: TaskState, stream: BridgeStream, id: string): Rejection | undefined {
  const bridge = existingBridge(stream);
  if (!bridge) return bridgeNotFound(id);
  if (bridge.scope !== task.scope) {
    return new Rejection('invalid_scope_binding', `bridge ${id} has scope ${bridge.scope}, the task ${task.scope}`);
  }
  if (bridge.workspace_id === task.workspace_id) return undefined;
  return new Rejection('invalid_scope_binding', `bridge ${id} belongs to another workspace than the task`);
}

function targetOf({ bridge_instance_id, delivery_mode, peer_id, thread_id, group_id }: Subscribe): SubscriptionTarget {
  return {
    bridge_instance_id,
    delivery_mode,
    ...(peer_id === undefined ? {} : { peer_id }),
    ...(thread_id === undefined ? {} : { thread_id }),
    ...(group_id === undefined ? {} : { group_id }),
  };
}
