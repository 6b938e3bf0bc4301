import type { Actor, Json } from '../../../ledger/event.js';
import { Rejection } from '../../../ledger/rejection.js';
import { continuedMetadata } from '../../../tasks/domain/continued-request.js';
import { newRun, type NewRunFacts } from '../../../tasks/domain/decide/new-run.js';
import type { ReviewOutcomeEvent } from '../../../tasks/domain/review-events.js';
import { refuseOversized } from '../../../tasks/domain/run-metadata.js';
import { isTerminal } from '../../../tasks/domain/run-status.js';
import type { TaskEvent } from '../../../tasks/domain/task-events.js';
import { callOf } from '../../../tasks/domain/calls-of-runs.js';
import { findRun, type RunState, type TaskState } from '../../../tasks/domain/task-state.js';
import type { Verdict } from '../review-events.js';
import type { ReviewState } from '../review-state.js';
import type { ReviewOutcome } from './request-review.js';
import { sameVerdict } from './verdict-rules.js';

/** A verdict on a review (`reviews.md` A.7), its content held to the rules already. */
export interface SubmitVerdict {
  /** The run that the caller takes the review to be of. */
  readonly run_id: string;
  readonly verdict: Verdict;
  readonly by: Actor;
  /** Set for callers who may act as agent sessions and not otherwise (role `agent`, `registries.md` 5). */
  readonly sessions_only: boolean;
}

/**
 * The reviewed run, or why no verdict on it is taken: `validation_failed` where the caller names another run,
 * `run_not_found`, `invalid_status_transition` where it has not ended.
 */
export function reviewedRun(task: TaskState, review: ReviewState, { run_id }: SubmitVerdict): RunState | Rejection {
  if (run_id !== review.run_id) {
    const words = `submit_task_run_review_verdict.run_id must be the run of review ${review.review_id}`;
    return new Rejection('validation_failed', words);
  }
  const run = findRun(task, run_id);
  if (!run) return new Rejection('run_not_found', `run ${run_id} does not exist`);
  if (isTerminal(run.status)) return run;
  return new Rejection('invalid_status_transition', `run ${run_id} is ${run.status} and has not ended`);
}

/**
 * Whether the verdict has been recorded before, exactly so. Refused: `verdict_conflict` where another one has been, then
 * `reviewer_mismatch` where the review is for somebody else.
 */
export function isRepeated(review: ReviewState, { verdict, by, sessions_only }: SubmitVerdict): boolean | Rejection {
  const { review_id, reviewer, verdict: recorded } = review;
  if (recorded) {
    const { kind, ref } = recorded.reviewed_by;
    if (kind === by.kind && ref === by.ref && sameVerdict(recorded, verdict)) return true;
    return new Rejection('verdict_conflict', `review ${review_id} has another verdict already`);
  }
  if (by.kind !== 'agent_session') return sessions_only ? mismatch(review_id) : false;
  return reviewer && reviewer.session_id !== by.ref ? mismatch(review_id) : false;
}

function mismatch(reviewId: string): Rejection {
  return new Rejection('reviewer_mismatch', `review ${reviewId} is for another reviewer`);
}

export interface VerdictFacts extends NewRunFacts {
  /** Metadata of the reviewed run, where it was asked for at a front. */
  readonly metadata?: Json;
}

/**
 * `review.recorded`, `task.run_review_recorded`, the outcome's own event, and for a rejection
 * `task.run_review_retry_enqueued`. That run is refused as every new one is, and the verdict with it; so it is with
 * `payload_too_large` where what the reviewed run was asked for leaves no room for where the new one comes from.
 */
export function recordVerdict(
  task: TaskState,
  { review, run }: { readonly review: ReviewState; readonly run: RunState },
  verdict: Verdict,
  facts: VerdictFacts,
): ReviewOutcome | Rejection {
  const retry = verdict.outcome === 'rejected' ? continuation(task, { review, run }, facts) : undefined;
  if (retry instanceof Rejection) return retry;
  const continued = retry ? { continuation_run_id: facts.run_id } : {};
  const { review_id, review_round } = review;
  const { outcome, confidence, delivery_id } = verdict;
  const data = { run_id: run.id, review_id, outcome, confidence, delivery_id, review_round, ...continued };
  const byOutcome: ReviewOutcomeEvent = { type: `task.run_review_${outcome}`, data };
  return {
    review: [{ type: 'review.recorded', data: { ...verdict, ...continued } }],
    task: [{ type: 'task.run_review_recorded', data }, byOutcome, ...(retry ? [retry] : [])],
  };
}

/** On the reviewed run's channel, with what that run was asked for at a front; nothing else of it is copied. */
function continuation(
  task: TaskState,
  { review, run }: { readonly review: ReviewState; readonly run: RunState },
  { metadata: its, ...facts }: VerdictFacts,
): TaskEvent | Rejection {
  const { review_id, review_round } = review;
  const from = { source: 'task_run_review', review_id, outcome: 'rejected', parent_run_id: run.id };
  const metadata = continuedMetadata(run, its, from);
  const made = newRun(task, { network_channel: run.network_channel, metadata, call: callOf(run) }, facts);
  if (made instanceof Rejection) return made;
  const tooLarge = refuseOversized(metadata, 'what was asked of the reviewed run');
  if (tooLarge) return tooLarge;
  return {
    type: 'task.run_review_retry_enqueued',
    data: { ...made, source_run_id: run.id, review_id, review_round: review_round + 1 },
  };
}
