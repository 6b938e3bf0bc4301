import { Rejection } from '../../../ledger/rejection.js';
import { isTerminal } from '../../../tasks/domain/run-status.js';
import type { TaskEvent } from '../../../tasks/domain/task-events.js';
import type { RunState, TaskState } from '../../../tasks/domain/task-state.js';
import type { ReviewPolicy, RunStatus } from '../../../tasks/domain/vocabulary.js';
import type { ReviewEvent } from '../review-events.js';

/** A request for the review of a run (`reviews.md` A.4). */
export interface RequestReview {
  /** The run that the request is about, and the one and the task that it may name besides. */
  readonly run_id: string;
  readonly named_run_id?: string;
  readonly named_task_id?: string;
  readonly policy: ReviewPolicy;
  /** From 1. */
  readonly review_round: number;
  /** Of the review, not of the run; from 1. */
  readonly attempt: number;
  readonly parent_review_id?: string;
  readonly reason?: string;
  readonly deadline_at?: string;
}

/** What a request does to the review's stream and to the task's. */
export interface ReviewOutcome {
  readonly review: readonly ReviewEvent[];
  readonly task: readonly TaskEvent[];
}

/** Which ends of a run a policy covers (`reviews.md` A.2). */
const COVERED: Readonly<Record<ReviewPolicy, readonly RunStatus[]>> = {
  none: [],
  on_success: ['completed'],
  on_failure: ['failed', 'canceled'],
  always: ['completed', 'failed', 'canceled'],
};

/** What is wrong with a request whatever its run is: `validation_failed`. */
export function refuseRequest({ run_id, named_run_id, policy }: RequestReview): Rejection | undefined {
  if (named_run_id !== undefined && named_run_id !== run_id) return invalid('run_id must be the run of the path');
  return policy === 'none' ? invalid('policy none asks for no review') : undefined;
}

/**
 * Why the run cannot be reviewed so: `validation_failed` where another task is named, `invalid_status_transition` where
 * it has not ended, `review_policy_mismatch` where the policy does not cover its end.
 */
export function refuseUnreviewable(run: RunState, taskId: string, request: RequestReview): Rejection | undefined {
  const { named_task_id, policy } = request;
  if (named_task_id !== undefined && named_task_id !== taskId) return invalid("task_id must be the run's task");
  const { id, status } = run;
  if (!isTerminal(status)) {
    return new Rejection('invalid_status_transition', `run ${id} is ${status} and can be reviewed when it has ended`);
  }
  if (COVERED[policy].includes(status)) return undefined;
  return new Rejection('review_policy_mismatch', `policy ${policy} does not cover run ${id}, which is ${status}`);
}

/** The id of the review that the same request made before, if any. A run has one review: `review_exists`. */
export function madeBefore({ id, review }: RunState, request: RequestReview): string | Rejection | undefined {
  if (!review) return undefined;
  if (review.review_round === request.review_round && review.attempt === request.attempt) return review.id;
  const which = `round ${review.review_round}, attempt ${review.attempt}`;
  return new Rejection('review_exists', `run ${id} has review ${review.id} already (${which})`);
}

/** `review.requested`, and `task.run_review_requested` for people. */
export function requestReview(task: TaskState, request: RequestReview, reviewId: string): ReviewOutcome {
  const { run_id, policy, review_round, attempt, parent_review_id, reason, deadline_at } = request;
  const asked = { review_id: reviewId, run_id, policy, review_round, attempt };
  return {
    review: [
      {
        type: 'review.requested',
        data: {
          ...asked,
          task_id: task.id,
          ...(task.workspace_id === undefined ? {} : { workspace_id: task.workspace_id }),
          ...(parent_review_id === undefined ? {} : { parent_review_id }),
          ...(reason === undefined ? {} : { reason }),
          ...(deadline_at === undefined ? {} : { deadline_at }),
        },
      },
    ],
    task: [{ type: 'task.run_review_requested', data: asked }],
  };
}

/** One that is unknown, or that the caller may not know of. */
export function parentNotFound(parentId: string): Rejection {
  return invalid(`parent_review_id names no review: ${parentId}`);
}

function invalid(problem: string): Rejection {
  return new Rejection('validation_failed', `request_task_run_review.${problem}`);
}
