import {
  REVIEW_OUTCOMES,
  REVIEW_POLICIES,
  REVIEW_STATUSES,
  type ReviewOutcome,
  type ReviewPolicy,
  type ReviewStatus,
} from '../../tasks/domain/vocabulary.js';
import { Actor } from './actor.js';
import { AnyJson, Decimal, Flag, Integer, Nested, Text, Timestamp, Word } from './properties.js';
import { Run } from './run.js';

/** One review of one run (`reviews.md` A). */
export class Review {
  @Text() review_id: string;
  @Text() task_id: string;
  @Text() run_id: string;
  @Text({ optional: true }) parent_review_id?: string;
  @Word(REVIEW_POLICIES) policy: ReviewPolicy;
  @Integer() review_round: number;
  @Integer() attempt: number;
  @Word(REVIEW_STATUSES) status: ReviewStatus;
  @Word(REVIEW_OUTCOMES, { optional: true }) outcome?: ReviewOutcome;
  @Decimal({ optional: true }) confidence?: number;
  @Text({ optional: true }) reason?: string;
  @AnyJson({ optional: true }) missing_work?: unknown;
  @Text({ optional: true }) next_round_guidance?: string;
  @Text({ optional: true }) review_text?: string;
  @Text({ optional: true }) delivery_id?: string;
  @Text({ optional: true }) reviewer_session_id?: string;
  @Text({ optional: true }) reviewer_agent_name?: string;
  @Text({ optional: true }) reviewer_peer_id?: string;
  @Text({ optional: true }) reviewer_channel_id?: string;
  @Nested(() => Actor, { optional: true }) reviewed_by?: Actor;
  @Timestamp() requested_at: string;
  @Timestamp() routed_at: string;
  @Timestamp() started_at: string;
  @Timestamp() reviewed_at: string;
  @Timestamp() deadline_at: string;
  @Timestamp() created_at: string;
  @Timestamp() updated_at: string;
}

/** What requestTaskRunReview answers: a new review, or the one that the same request made before. */
export class RequestedReview {
  @Flag() created: boolean;
  @Nested(() => Review) review: Review;
}

/** What submitTaskRunReviewVerdict answers. */
export class ReviewVerdict {
  @Nested(() => Review) review: Review;
  @Nested(() => Run, { optional: true, description: 'The run that a rejection queued' }) continuation_run?: Run;
  @Flag({ optional: true, description: 'Reserved: never there' }) circuit_opened?: boolean;
}
