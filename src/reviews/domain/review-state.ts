import type { Actor } from '../../ledger/event.js';
import type { ReviewRecorded, ReviewRequested, Reviewer } from './review-events.js';

/** A verdict with whose it is and when it came. */
export interface RecordedVerdict extends ReviewRecorded {
  readonly reviewed_by: Actor;
  readonly reviewed_at: string;
}

/** A review of a run that has ended (`reviews.md` A.1): what was asked for, who has it, and what came of it. */
export interface ReviewState extends ReviewRequested {
  readonly status: 'requested' | 'in_review' | 'recorded';
  /** Who asked for it: a session does not review what it asked for (`reviews.md` A.9). */
  readonly requested_by: Actor;
  readonly requested_at: string;
  readonly updated_at: string;
  readonly reviewer?: Reviewer;
  /** When a reviewer was first bound. */
  readonly started_at?: string;
  /** Set while a reviewer is to be looked for (`reviews.md` A.9). */
  readonly routing_due_at?: string;
  readonly verdict?: RecordedVerdict;
}

/** What remains of a review that was deleted with its task; its id is never free again. */
export interface DeletedReview {
  readonly review_id: string;
  readonly deleted_at: string;
}

/** The state of a review's stream: null before it was requested. */
export type ReviewStream = ReviewState | DeletedReview | null;

/** The review, undefined where there is none: never requested, or deleted. */
export function existingReview(stream: ReviewStream): ReviewState | undefined {
  return stream === null || 'deleted_at' in stream ? undefined : stream;
}
