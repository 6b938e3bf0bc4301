import { Actor } from './actor.js';
import { AnyJson, Decimal, Integer, Nested, Text, Timestamp, Word } from './properties.js';

export const REVIEW_STATUSES = ['requested', 'routed', 'in_review', 'recorded', 'circuit_opened', 'canceled'] as const;
export type ReviewStatus = (typeof REVIEW_STATUSES)[number];

export const REVIEW_POLICIES = ['none', 'always', 'on_success', 'on_failure'] as const;
export type ReviewPolicy = (typeof REVIEW_POLICIES)[number];

export const REVIEW_OUTCOMES = ['approved', 'rejected', 'blocked', 'error', 'timeout', 'invalid_output'] as const;
export type ReviewOutcome = (typeof REVIEW_OUTCOMES)[number];

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
