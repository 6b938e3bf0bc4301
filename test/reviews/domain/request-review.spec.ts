import {
  madeBefore,
  refuseRequest,
  refuseUnreviewable,
  type RequestReview,
  requestReview,
} from '../../../src/reviews/domain/decide/request-review.js';
import type { Rejection } from '../../../src/ledger/rejection.js';
import { reviewStream } from '../../../src/reviews/domain/review-stream.js';
import { taskStream } from '../../../src/tasks/domain/task-stream.js';
import { REVIEW_POLICIES, RUN_STATUSES } from '../../../src/tasks/domain/vocabulary.js';
import { given, timeOf } from '../../support/given-when-then.js';
import { claimed, completed, created, enqueued, known, RUN, TASK } from '../../tasks/support/task-histories.js';
import { firstRun, REVIEW } from '../support/review-histories.js';

const ended = [created({ workspace_id: 'ws-1', scope: 'workspace' }), enqueued(), claimed(), completed()] as const;
const asked: RequestReview = { run_id: RUN, policy: 'always', review_round: 1, attempt: 1 };
const codeOf = (refusal: Rejection | undefined) => refusal?.code;

it('asks on the stream of the review and on that of the task', () => {
  const task = known(given(taskStream, ...ended).state);
  const full = { ...asked, parent_review_id: 'review-0', reason: 'look', deadline_at: timeOf(9) };
  const { run_id, policy, review_round, attempt } = asked;
  const told = { review_id: REVIEW, run_id, policy, review_round, attempt };
  expect(requestReview(task, full, REVIEW)).toStrictEqual({
    review: [
      {
        type: 'review.requested',
        data: {
          ...told,
          ...{ task_id: TASK, workspace_id: 'ws-1', parent_review_id: 'review-0', reason: 'look' },
          deadline_at: timeOf(9),
        },
      },
    ],
    task: [{ type: 'task.run_review_requested', data: told }],
  });
  const least = requestReview(known(given(taskStream, created()).state), asked, REVIEW);
  expect(least.review).toStrictEqual([{ type: 'review.requested', data: { ...told, task_id: TASK } }]);
});

it('leaves a review that is requested and a run that knows of it', () => {
  const task = given(taskStream, ...ended);
  const outcome = requestReview(known(task.state), asked, REVIEW);
  const run = firstRun(known(given(taskStream, ...task.history, ...outcome.task).state));
  expect(run).toMatchObject({ status: 'completed', review: { id: REVIEW, review_round: 1, attempt: 1 } });
  const review = given(reviewStream, ...outcome.review).state;
  expect(review).toMatchObject({ status: 'requested', requested_at: timeOf(0), updated_at: timeOf(0) });
});

it.each(REVIEW_POLICIES)('policy %s covers the ends that the table gives it', (policy) => {
  const ends = { none: [], always: ['completed', 'failed', 'canceled'], on_success: ['completed'] } as const;
  const covered: readonly string[] = policy === 'on_failure' ? ['failed', 'canceled'] : ends[policy];
  const run = firstRun(known(given(taskStream, ...ended).state));
  for (const status of RUN_STATUSES) {
    const open = !ends.always.some((end) => end === status);
    const expected = open
      ? 'invalid_status_transition'
      : covered.includes(status)
        ? undefined
        : 'review_policy_mismatch';
    expect([status, codeOf(refuseUnreviewable({ ...run, status }, TASK, { ...asked, policy }))]).toEqual([
      status,
      expected,
    ]);
  }
});

it('refuses another run, another task and policy none', () => {
  const run = firstRun(known(given(taskStream, ...ended).state));
  expect(codeOf(refuseRequest({ ...asked, named_run_id: 'run-0' }))).toBe('validation_failed');
  expect(codeOf(refuseRequest({ ...asked, policy: 'none' }))).toBe('validation_failed');
  expect(refuseRequest({ ...asked, named_run_id: RUN })).toBeUndefined();
  expect(codeOf(refuseUnreviewable(run, TASK, { ...asked, named_task_id: 'task-0' }))).toBe('validation_failed');
  expect(refuseUnreviewable(run, TASK, { ...asked, named_task_id: TASK })).toBeUndefined();
});

it('finds what the same round and attempt made, and refuses any other', () => {
  const task = known(given(taskStream, ...ended).state);
  const run = firstRun(task);
  expect(madeBefore(run, asked)).toBeUndefined();
  const reviewed = { ...run, review: { id: REVIEW, review_round: 1, attempt: 1 } };
  expect(madeBefore(reviewed, { ...asked, policy: 'on_success', reason: 'other' })).toBe(REVIEW);
  expect(madeBefore(reviewed, { ...asked, review_round: 2 })).toMatchObject({ code: 'review_exists' });
  expect(madeBefore(reviewed, { ...asked, attempt: 2 })).toMatchObject({ code: 'review_exists' });
});
