import type { ReviewEvent } from '../review-events.js';
import { existingReview, type ReviewStream } from '../review-state.js';

/** `review.deleted`, the tombstone, when the task is deleted; nothing where there is nothing left. */
export function deleteReview(stream: ReviewStream): ReviewEvent[] {
  const review = existingReview(stream);
  return review ? [{ type: 'review.deleted', data: { review_id: review.review_id } }] : [];
}

/** `review.parent_deleted`, where the review is there and had that parent. */
export function dropParent(stream: ReviewStream, parentId: string): ReviewEvent[] {
  return existingReview(stream)?.parent_review_id === parentId ? [{ type: 'review.parent_deleted', data: {} }] : [];
}
