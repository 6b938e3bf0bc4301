import type { Recorded } from '../../ledger/stream-type.js';
import type { SubscriptionDeleted, SubscriptionEvent } from './subscription-events.js';
import { existingSubscription, type SubscriptionStream } from './subscription-state.js';

/**
 * Folds one event into a subscription (pure, total). A deleted one may be created again for its task; anything else that
 * cannot follow on the state is a corrupt stream.
 */
export function evolveSubscription(state: SubscriptionStream, event: Recorded<SubscriptionEvent>): SubscriptionStream {
  const { recordedAt, actor } = event;
  const subscription = existingSubscription(state);
  if (event.type === 'subscription.created') {
    const another = state !== null && state.task_id !== event.data.task_id;
    if (subscription || another) throw new Error(`${event.type} on a subscription that is there or of another task`);
    return { ...event.data, created_by: actor, created_at: recordedAt, updated_at: recordedAt };
  }
  if (event.type === 'subscription.deleted') return deleted(subscription ?? event.data, recordedAt);
  if (!subscription) throw new Error(`${event.type} on a subscription that does not exist`);
  const { task_id, scope, workspace_id, created_by, created_at } = subscription;
  return {
    ...event.data,
    task_id,
    scope,
    ...(workspace_id === undefined ? {} : { workspace_id }),
    created_by,
    created_at,
    updated_at: recordedAt,
  };
}

/** On its own, too: what was before it may be erased. */
function deleted({ subscription_id, task_id }: SubscriptionDeleted, now: string): SubscriptionStream {
  if (task_id === undefined) throw new Error('subscription.deleted on a subscription that does not exist');
  return { subscription_id, task_id, deleted_at: now };
}
