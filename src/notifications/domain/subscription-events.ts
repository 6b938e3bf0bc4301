import type { Scope } from '../../tasks/domain/vocabulary.js';
import type { DeliveryMode } from './vocabulary.js';

/** Whom a bridge sends a message to, and how (`reviews.md` C.1): a peer, a group, or both. */
export interface SubscriptionTarget {
  readonly bridge_instance_id: string;
  readonly delivery_mode: DeliveryMode;
  readonly peer_id?: string;
  readonly thread_id?: string;
  readonly group_id?: string;
}

/** Scope and workspace are those of the task, and stay as they are. Who did it is the event's actor. */
export interface SubscriptionCreated extends SubscriptionTarget {
  readonly subscription_id: string;
  readonly task_id: string;
  readonly scope: Scope;
  readonly workspace_id?: string;
}

/** The target as a whole: a member that is missing is taken away. */
export interface SubscriptionUpdated extends SubscriptionTarget {
  readonly subscription_id: string;
}

/** The tombstone: what was before it is erased. One that was written before there was erasing names no task. */
export interface SubscriptionDeleted {
  readonly subscription_id: string;
  readonly task_id?: string;
}

/** The events of a task's subscription to a bridge. They show in nobody's timeline: all of them are internal. */
export type SubscriptionEvent =
  | { readonly type: 'subscription.created'; readonly data: SubscriptionCreated }
  | { readonly type: 'subscription.updated'; readonly data: SubscriptionUpdated }
  | { readonly type: 'subscription.deleted'; readonly data: SubscriptionDeleted };
