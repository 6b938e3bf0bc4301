import type * as review from './review-events.js';
import type { RunReviewRetryEnqueued } from './run-events.js';

/** The public payload of each event of a review, from its stored data (`reviews.md` A.4, A.7, A.8). */
export const reviewPayloads = {
  requested: (data: review.RunReviewRequested) => ({
    review_id: data.review_id,
    run_id: data.run_id,
    policy: data.policy,
    review_round: data.review_round,
    attempt: data.attempt,
    created: true,
  }),
  bound: (data: review.RunReviewBound) => ({
    review_id: data.review_id,
    run_id: data.run_id,
    session_id: data.session_id,
    reviewer_agent_name: data.reviewer_agent_name,
    reviewer_peer_id: data.reviewer_peer_id,
    reviewer_channel_id: data.reviewer_channel_id,
  }),
  verdict: (data: review.RunReviewVerdict) => ({
    review_id: data.review_id,
    run_id: data.run_id,
    outcome: data.outcome,
    confidence: data.confidence,
    delivery_id: data.delivery_id,
    review_round: data.review_round,
    continuation_run_id: data.continuation_run_id,
  }),
  retryEnqueued: (data: RunReviewRetryEnqueued) => ({
    review_id: data.review_id,
    run_id: data.source_run_id,
    continuation_run_id: data.run_id,
    review_round: data.review_round,
  }),
} as const;
