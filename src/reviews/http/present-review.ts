import type { Review } from '../../http/schemas/index.js';
import type { ReviewRow } from '../views/review-view.js';

/** A time that the contract demands where there is none (`reviews.md` A.1). */
export const ZERO_TIME = '0001-01-01T00:00:00Z';

/** A review in full; what was asked for gives way to what the verdict says. */
export function presentReview(row: ReviewRow): Review {
  const { reviewer, verdict } = row;
  return {
    review_id: row.review_id,
    task_id: row.task_id,
    run_id: row.run_id,
    parent_review_id: row.parent_review_id ?? undefined,
    policy: row.policy,
    review_round: row.review_round,
    attempt: row.attempt,
    status: row.status,
    outcome: verdict?.outcome,
    confidence: verdict?.confidence,
    reason: verdict?.reason ?? row.reason ?? undefined,
    missing_work: verdict?.missing_work ?? [],
    next_round_guidance: verdict?.next_round_guidance,
    review_text: verdict?.review_text,
    delivery_id: verdict?.delivery_id,
    reviewer_session_id: reviewer?.session_id,
    reviewer_agent_name: reviewer?.agent_name,
    reviewer_peer_id: reviewer?.peer_id,
    reviewer_channel_id: reviewer?.channel_id,
    reviewed_by: verdict?.reviewed_by,
    requested_at: row.requested_at,
    routed_at: ZERO_TIME,
    started_at: row.started_at ?? ZERO_TIME,
    reviewed_at: verdict?.reviewed_at ?? ZERO_TIME,
    deadline_at: row.deadline_at ?? ZERO_TIME,
    created_at: row.requested_at,
    updated_at: row.updated_at,
  };
}
