import type { ReviewOutcome, ReviewPolicy } from './vocabulary.js';

/**
 * What a task's own stream tells of the reviews of its runs: `run_id` is the reviewed run, except where a review makes a
 * new one. The review's texts are in a stream of its own (`review:<id>`).
 */
/** Which review a run has (`reviews.md` A.4): a run is reviewed once. */
export interface RunReviewRequested {
  readonly run_id: string;
  readonly review_id: string;
  readonly policy: ReviewPolicy;
  readonly review_round: number;
  readonly attempt: number;
}

/** A reviewer's session has the review (`reviews.md` A.8). */
export interface RunReviewBound {
  readonly run_id: string;
  readonly review_id: string;
  readonly session_id: string;
  readonly reviewer_agent_name?: string;
  readonly reviewer_peer_id?: string;
  readonly reviewer_channel_id?: string;
}

/** A verdict (`reviews.md` A.7), told twice: as recorded, and by its outcome. */
export interface RunReviewVerdict {
  readonly run_id: string;
  readonly review_id: string;
  readonly outcome: ReviewOutcome;
  readonly confidence: number;
  readonly delivery_id: string;
  readonly review_round: number;
  readonly continuation_run_id?: string;
}

export type ReviewOutcomeEvent = {
  readonly [Outcome in ReviewOutcome]: {
    readonly type: `task.run_review_${Outcome}`;
    readonly data: RunReviewVerdict;
  };
}[ReviewOutcome];

/** The events of reviews that create no run. */
export type RunReviewEvent =
  | { readonly type: 'task.run_review_requested'; readonly data: RunReviewRequested }
  | { readonly type: 'task.run_review_bound'; readonly data: RunReviewBound }
  | { readonly type: 'task.run_review_recorded'; readonly data: RunReviewVerdict }
  | ReviewOutcomeEvent;
