import type { Actor } from '../../ledger/event.js';
import type { InlineView, RowSink, StreamChange } from '../../ledger/lane/inline-view.js';
import { table } from '../../ledger/lane/table.js';
import type { Scope } from '../../tasks/domain/vocabulary.js';
import type { SubscriptionEvent } from '../domain/subscription-events.js';
import { existingSubscription, type SubscriptionState, type SubscriptionStream } from '../domain/subscription-state.js';
import type { DeliveryMode } from '../domain/vocabulary.js';

/** A row of `bridge_subscriptions`: those that are there. */
export interface SubscriptionRow {
  readonly subscription_id: string;
  readonly task_id: string;
  readonly bridge_instance_id: string;
  readonly scope: Scope;
  readonly workspace_id: string | null;
  readonly peer_id: string | null;
  readonly thread_id: string | null;
  readonly group_id: string | null;
  readonly delivery_mode: DeliveryMode;
  readonly created_by: Actor;
  readonly created_at: string;
  readonly updated_at: string;
}

const BRIDGE_SUBSCRIPTIONS = table<SubscriptionRow>({
  name: 'bridge_subscriptions',
  key: ['subscription_id'],
  columns: [
    'subscription_id',
    'task_id',
    'bridge_instance_id',
    'scope',
    'workspace_id',
    'peer_id',
    'thread_id',
    'group_id',
    'delivery_mode',
    'created_by',
    'created_at',
    'updated_at',
  ],
});

/** The subscription view: one row a subscription, gone with it or with its task. */
export const subscriptionView: InlineView<SubscriptionStream, SubscriptionEvent> = {
  name: 'subscription',
  version: 1,
  category: 'subscription',
  tables: [BRIDGE_SUBSCRIPTIONS],

  project({ id, after }: StreamChange<SubscriptionStream, SubscriptionEvent>, rows: RowSink): void {
    const subscription = existingSubscription(after);
    if (subscription) rows.put(BRIDGE_SUBSCRIPTIONS, subscriptionRow(subscription));
    else rows.remove(BRIDGE_SUBSCRIPTIONS, { subscription_id: id });
  },
};

function subscriptionRow(subscription: SubscriptionState): SubscriptionRow {
  const { workspace_id, peer_id, thread_id, group_id } = subscription;
  return {
    subscription_id: subscription.subscription_id,
    task_id: subscription.task_id,
    bridge_instance_id: subscription.bridge_instance_id,
    scope: subscription.scope,
    workspace_id: workspace_id ?? null,
    peer_id: peer_id ?? null,
    thread_id: thread_id ?? null,
    group_id: group_id ?? null,
    delivery_mode: subscription.delivery_mode,
    created_by: subscription.created_by,
    created_at: subscription.created_at,
    updated_at: subscription.updated_at,
  };
}
