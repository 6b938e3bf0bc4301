import type { Actor } from '../../ledger/event.js';
import type { SubscriptionCreated } from './subscription-events.js';

/** A subscription of a task's end to a bridge (`reviews.md` C.1). */
export interface SubscriptionState extends SubscriptionCreated {
  readonly created_by: Actor;
  readonly created_at: string;
  readonly updated_at: string;
}

/** What remains of a deleted subscription: whose it was, since its id may be used again for that task alone. */
export interface DeletedSubscription {
  readonly subscription_id: string;
  readonly task_id: string;
  readonly deleted_at: string;
}

/** The state of a subscription's stream: null before its creation. */
export type SubscriptionStream = SubscriptionState | DeletedSubscription | null;

/** The subscription, undefined where there is none: never created, or deleted. */
export function existingSubscription(subscription: SubscriptionStream): SubscriptionState | undefined {
  return subscription === null || 'deleted_at' in subscription ? undefined : subscription;
}
