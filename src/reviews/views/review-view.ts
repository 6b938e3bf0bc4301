import type { InlineView, RowSink, StreamChange } from '../../ledger/lane/inline-view.js';
import { table } from '../../ledger/lane/table.js';
import type { ReviewPolicy, ReviewStatus } from '../../tasks/domain/vocabulary.js';
import type { ReviewEvent, Reviewer } from '../domain/review-events.js';
import { existingReview, type RecordedVerdict, type ReviewState, type ReviewStream } from '../domain/review-state.js';

/** A row of `task_reviews`. */
export interface ReviewRow {
  readonly review_id: string;
  readonly task_id: string;
  readonly workspace_id: string | null;
  readonly run_id: string;
  readonly parent_review_id: string | null;
  readonly policy: ReviewPolicy;
  readonly review_round: number;
  readonly attempt: number;
  readonly status: ReviewStatus;
  /** What was asked for; the verdict has a reason of its own. */
  readonly reason: string | null;
  readonly reviewer_session_id: string | null;
  readonly reviewer: Reviewer | null;
  readonly verdict: RecordedVerdict | null;
  /** Set where an agent session asked for the review. */
  readonly requester_session_id: string | null;
  readonly requested_at: string;
  readonly started_at: string | null;
  readonly deadline_at: string | null;
  readonly updated_at: string;
  /** Set while a reviewer is to be looked for. */
  readonly routing_due_at: string | null;
}

const TASK_REVIEWS = table<ReviewRow>({
  name: 'task_reviews',
  key: ['review_id'],
  columns: [
    'review_id',
    'task_id',
    'workspace_id',
    'run_id',
    'parent_review_id',
    'policy',
    'review_round',
    'attempt',
    'status',
    'reason',
    'reviewer_session_id',
    'reviewer',
    'verdict',
    'requester_session_id',
    'requested_at',
    'started_at',
    'deadline_at',
    'updated_at',
    'routing_due_at',
  ],
  /** A session leaves one review before it has another. */
  rank: ({ status }) => (status === 'in_review' ? 1 : 0),
});

/** The review view: one row a review, gone with its task. */
export const reviewView: InlineView<ReviewStream, ReviewEvent> = {
  name: 'review',
  version: 1,
  category: 'review',
  tables: [TASK_REVIEWS],

  project({ id, before, after }: StreamChange<ReviewStream, ReviewEvent>, rows: RowSink): void {
    const review = existingReview(after);
    if (review) rows.put(TASK_REVIEWS, reviewRow(review));
    else if (existingReview(before)) rows.remove(TASK_REVIEWS, { review_id: id });
  },
};

export function reviewRow(review: ReviewState): ReviewRow {
  return {
    review_id: review.review_id,
    task_id: review.task_id,
    workspace_id: review.workspace_id ?? null,
    run_id: review.run_id,
    parent_review_id: review.parent_review_id ?? null,
    policy: review.policy,
    review_round: review.review_round,
    attempt: review.attempt,
    status: review.status,
    reason: review.reason ?? null,
    reviewer_session_id: review.reviewer?.session_id ?? null,
    reviewer: review.reviewer ?? null,
    verdict: review.verdict ?? null,
    requester_session_id: review.requested_by.kind === 'agent_session' ? review.requested_by.ref : null,
    requested_at: review.requested_at,
    started_at: review.started_at ?? null,
    deadline_at: review.deadline_at ?? null,
    updated_at: review.updated_at,
    routing_due_at: review.routing_due_at ?? null,
  };
}
