import { Rejection } from '../../../ledger/rejection.js';
import { existing } from '../../../tasks/domain/decide/enqueue-run.js';
import type { TaskStream } from '../../../tasks/domain/task-state.js';
import type { SubscriptionEvent } from '../subscription-events.js';
import { existingSubscription, type SubscriptionStream } from '../subscription-state.js';

export interface Unsubscribe {
  readonly subscription_id: string;
  readonly task_id: string;
}

/** `subscription.deleted`. Refused: `task_not_found`, `subscription_not_found` for one of another task too (C.4). */
export function unsubscribe(
  stream: SubscriptionStream,
  { subscription_id, task_id }: Unsubscribe,
  facts: { readonly task: TaskStream },
): SubscriptionEvent[] | Rejection {
  const task = existing(facts.task, task_id);
  if (task instanceof Rejection) return task;
  if (existingSubscription(stream)?.task_id !== task_id) return subscriptionNotFound(subscription_id, task_id);
  return dropSubscription(stream);
}

/** `subscription.deleted` when its task is deleted; nothing where it is gone already. */
export function dropSubscription(stream: SubscriptionStream): SubscriptionEvent[] {
  const subscription = existingSubscription(stream);
  if (!subscription) return [];
  const { subscription_id, task_id } = subscription;
  return [{ type: 'subscription.deleted', data: { subscription_id, task_id } }];
}

export function subscriptionNotFound(id: string, taskId: string): Rejection {
  return new Rejection('subscription_not_found', `task ${taskId} has no subscription ${id}`);
}
