import type { ReviewOutcome, ReviewPolicy } from '../../tasks/domain/vocabulary.js';

/**
 * The stored events of a review's own stream, `review:<id>`. All are internal: what people see of a review is told on the
 * stream of its task (`task.run_review_*`).
 */
export interface ReviewRequested {
  readonly review_id: string;
  readonly task_id: string;
  readonly workspace_id?: string;
  readonly run_id: string;
  readonly parent_review_id?: string;
  readonly policy: ReviewPolicy;
  readonly review_round: number;
  readonly attempt: number;
  readonly reason?: string;
  readonly deadline_at?: string;
}

/** Who reviews (`reviews.md` A.8). */
export interface Reviewer {
  readonly session_id: string;
  readonly agent_name?: string;
  readonly peer_id?: string;
  readonly channel_id?: string;
}

/** No session matched; the review stays as it is (`reviews.md` A.9, choice). */
export interface ReviewNotRouted {
  readonly candidates: number;
}

/** The bound session has stopped: another reviewer is to be looked for (`reviews.md` A.9). */
export interface ReviewerLost {
  readonly session_id: string;
}

export interface Verdict {
  readonly outcome: ReviewOutcome;
  /** Between 0 and 1. */
  readonly confidence: number;
  readonly reason: string;
  readonly delivery_id: string;
  readonly missing_work: readonly string[];
  readonly next_round_guidance?: string;
  readonly review_text?: string;
}

export interface ReviewRecorded extends Verdict {
  /** The new run that a rejection queued. */
  readonly continuation_run_id?: string;
}

/** The tombstone: what was before it is erased. One that was written before there was erasing names nothing. */
export interface ReviewDeleted {
  readonly review_id?: string;
}

export type ReviewEvent =
  | { readonly type: 'review.requested'; readonly data: ReviewRequested }
  | { readonly type: 'review.bound'; readonly data: Reviewer }
  | { readonly type: 'review.not_routed'; readonly data: ReviewNotRouted }
  | { readonly type: 'review.reviewer_lost'; readonly data: ReviewerLost }
  | { readonly type: 'review.recorded'; readonly data: ReviewRecorded }
  | { readonly type: 'review.parent_deleted'; readonly data: Readonly<Record<string, never>> }
  | { readonly type: 'review.deleted'; readonly data: ReviewDeleted };
