import type { StreamType } from '../../ledger/stream-type.js';
import { evolveSubscription } from './evolve-subscription.js';
import type { SubscriptionEvent } from './subscription-events.js';
import type { SubscriptionStream } from './subscription-state.js';

/** A task's subscription to a bridge: `subscription:<id>`. It stands apart from the task, whose timeline shows none of it. */
export const subscriptionStream: StreamType<SubscriptionStream, SubscriptionEvent> = {
  category: 'subscription',
  stateVersion: 1,
  initial: null,
  evolve: evolveSubscription,
  events: {
    'subscription.created': { schemaVersion: 1, visibility: 'internal' },
    'subscription.updated': { schemaVersion: 1, visibility: 'internal' },
    'subscription.deleted': { schemaVersion: 1, visibility: 'internal', erases: true },
  },
};
