import type { StreamType } from '../../ledger/stream-type.js';
import { evolveReview } from './evolve-review.js';
import type { ReviewEvent } from './review-events.js';
import type { ReviewStream } from './review-state.js';

/** A review as a stream of the ledger: `review:<id>`. */
export const reviewStream: StreamType<ReviewStream, ReviewEvent> = {
  category: 'review',
  stateVersion: 1,
  initial: null,
  evolve: evolveReview,
  events: {
    'review.requested': { schemaVersion: 1, visibility: 'internal' },
    'review.bound': { schemaVersion: 1, visibility: 'internal' },
    'review.not_routed': { schemaVersion: 1, visibility: 'internal' },
    'review.reviewer_lost': { schemaVersion: 1, visibility: 'internal' },
    'review.recorded': { schemaVersion: 1, visibility: 'internal' },
    'review.parent_deleted': { schemaVersion: 1, visibility: 'internal' },
    'review.deleted': { schemaVersion: 1, visibility: 'internal', erases: true },
  },
};
