import type { Recorded } from '../../ledger/stream-type.js';
import type { ReviewEvent } from './review-events.js';
import { existingReview, type ReviewState, type ReviewStream } from './review-state.js';

/** Folds one event into a review (pure, total). An event that cannot follow on the state is a corrupt stream. */
export function evolveReview(stream: ReviewStream, event: Recorded<ReviewEvent>): ReviewStream {
  const now = event.recordedAt;
  if (event.type === 'review.requested') {
    const requested = { requested_by: event.actor, requested_at: now };
    return { ...event.data, ...requested, status: 'requested', updated_at: now, routing_due_at: now };
  }
  const review = existingReview(stream);
  const id = review?.review_id ?? (event.type === 'review.deleted' ? event.data.review_id : undefined);
  // On its own, too: what was before it may be erased.
  if (event.type === 'review.deleted' && id !== undefined) return { review_id: id, deleted_at: now };
  if (!review || event.type === 'review.deleted') throw new Error(`${event.type} on a review that does not exist`);
  return evolveExisting(review, event);
}

type Later = Recorded<Exclude<ReviewEvent, { type: 'review.requested' | 'review.deleted' }>>;

/** Only what people see of a review moves `updated_at`. */
function evolveExisting(review: ReviewState, event: Later): ReviewState {
  const now = event.recordedAt;
  const { routing_due_at: _due, ...routed } = review;
  switch (event.type) {
    case 'review.bound':
      return {
        ...routed,
        status: 'in_review',
        reviewer: event.data,
        started_at: review.started_at ?? now,
        updated_at: now,
      };
    case 'review.not_routed':
      return routed;
    case 'review.reviewer_lost':
      return { ...review, routing_due_at: now };
    case 'review.recorded': {
      const verdict = { ...event.data, reviewed_by: event.actor, reviewed_at: now };
      return { ...routed, status: 'recorded', verdict, updated_at: now };
    }
    case 'review.parent_deleted': {
      const { parent_review_id: _parent, ...kept } = review;
      return kept;
    }
  }
}
