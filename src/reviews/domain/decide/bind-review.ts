import { Rejection } from '../../../ledger/rejection.js';
import type { ReviewEvent, Reviewer } from '../review-events.js';
import type { ReviewState } from '../review-state.js';
import type { ReviewOutcome } from './request-review.js';

/** What binding asks of others. */
export interface BindingFacts {
  /** The review that the session has by now, if any. */
  readonly review_of_session?: string | undefined;
}

/**
 * `review.bound`, and `task.run_review_bound` for people (`reviews.md` A.3, A.8). A review that somebody has may be given
 * to somebody else. Refused: `review_closed` with a verdict, `review_session_bound` where the session has another review.
 */
export function bindReview(
  { review_id, run_id, status }: ReviewState,
  reviewer: Reviewer,
  { review_of_session: other }: BindingFacts,
): ReviewOutcome | Rejection {
  if (status === 'recorded') return new Rejection('review_closed', `review ${review_id} has its verdict`);
  const { session_id, agent_name, peer_id, channel_id } = reviewer;
  if (other !== undefined && other !== review_id) {
    return new Rejection('review_session_bound', `agent session ${session_id} has review ${other}`);
  }
  const told = {
    run_id,
    review_id,
    session_id,
    ...(agent_name === undefined ? {} : { reviewer_agent_name: agent_name }),
    ...(peer_id === undefined ? {} : { reviewer_peer_id: peer_id }),
    ...(channel_id === undefined ? {} : { reviewer_channel_id: channel_id }),
  };
  return {
    review: [{ type: 'review.bound', data: reviewer }],
    task: [{ type: 'task.run_review_bound', data: told }],
  };
}

/** `review.reviewer_lost` when the session that has the review stops; nothing for any other. */
export function loseReviewer(review: ReviewState, sessionId: string): ReviewEvent[] {
  const held = review.status === 'in_review' && review.reviewer?.session_id === sessionId;
  return held ? [{ type: 'review.reviewer_lost', data: { session_id: sessionId } }] : [];
}
