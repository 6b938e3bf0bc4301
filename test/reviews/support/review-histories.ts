/** Events of a review, each with the least that it can hold unless a test says more. */
import type {
  ReviewEvent,
  ReviewRecorded,
  Reviewer,
  ReviewRequested,
} from '../../../src/reviews/domain/review-events.js';
import { existingReview, type ReviewState, type ReviewStream } from '../../../src/reviews/domain/review-state.js';
import type { RunState, TaskState } from '../../../src/tasks/domain/task-state.js';
import { RUN, SESSION, TASK } from '../../tasks/support/task-histories.js';

export const REVIEW = 'review-0000000000000001';

export function reviewRequested(more: Partial<ReviewRequested> = {}): ReviewEvent {
  const data = {
    review_id: REVIEW,
    task_id: TASK,
    run_id: RUN,
    policy: 'always',
    review_round: 1,
    attempt: 1,
  } as const;
  return { type: 'review.requested', data: { ...data, ...more } };
}

export function reviewBound(more: Partial<Reviewer> = {}): ReviewEvent {
  return { type: 'review.bound', data: { session_id: SESSION, ...more } };
}

export const VERDICT: ReviewRecorded = {
  ...{ outcome: 'approved', confidence: 0.5, reason: 'fine', delivery_id: 'd-1', missing_work: [] },
};

export function reviewRecorded(more: Partial<ReviewRecorded> = {}): ReviewEvent {
  return { type: 'review.recorded', data: { ...VERDICT, ...more } };
}

export const notRouted: ReviewEvent = { type: 'review.not_routed', data: { candidates: 0 } };
export const reviewerLost: ReviewEvent = { type: 'review.reviewer_lost', data: { session_id: SESSION } };
export const parentDeleted: ReviewEvent = { type: 'review.parent_deleted', data: {} };
export const reviewDeleted: ReviewEvent = { type: 'review.deleted', data: { review_id: REVIEW } };

/** The review, where there must be one. */
export function knownReview(stream: ReviewStream): ReviewState {
  const review = existingReview(stream);
  if (!review) throw new Error('there is no review');
  return review;
}

/** The first run of a task that has one. */
export function firstRun({ runs: [run] }: TaskState): RunState {
  if (!run) throw new Error('the task has no run');
  return run;
}
