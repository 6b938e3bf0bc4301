/** What people see of the reviews of runs (`reviews.md` A.4, A.7, A.8). */
import type { RunReviewVerdict } from '../../../src/tasks/domain/review-events.js';
import { REVIEW_OUTCOMES } from '../../../src/tasks/domain/vocabulary.js';
import type { PayloadCase } from './run-payload-cases.js';
import { RUN, SESSION } from './task-histories.js';

const NEW = 'run-0000000000000002';
const review = { review_id: 'review-0000000000000001', run_id: RUN };
const verdict = { ...review, confidence: 0, delivery_id: 'd-1', review_round: 1 };
const rejected: RunReviewVerdict = { ...verdict, outcome: 'rejected', continuation_run_id: NEW };

export const REVIEW_PAYLOAD_CASES: readonly PayloadCase[] = [
  [
    'always',
    { type: 'task.run_review_requested', data: { ...review, policy: 'always', review_round: 1, attempt: 2 } },
    { ...review, policy: 'always', review_round: 1, attempt: 2, created: true },
  ],
  [
    'the least',
    { type: 'task.run_review_bound', data: { ...review, session_id: SESSION } },
    { ...review, session_id: SESSION },
  ],
  [
    'the most',
    {
      type: 'task.run_review_bound',
      data: {
        ...{ ...review, session_id: SESSION, reviewer_agent_name: 'ada' },
        ...{ reviewer_peer_id: 'p', reviewer_channel_id: 'c' },
      },
    },
    {
      ...{ ...review, session_id: SESSION, reviewer_agent_name: 'ada' },
      ...{ reviewer_peer_id: 'p', reviewer_channel_id: 'c' },
    },
  ],
  ['of a rejection', { type: 'task.run_review_recorded', data: rejected }, rejected],
  ...REVIEW_OUTCOMES.map((outcome): PayloadCase => {
    const data = { ...verdict, outcome };
    return ['without a continuation', { type: `task.run_review_${outcome}`, data }, data];
  }),
  [
    'of the run that is reviewed, though it is of the new one',
    {
      type: 'task.run_review_retry_enqueued',
      data: {
        ...{ run_id: NEW, number: 9, attempt: 2, task_status: 'ready' },
        ...{ source_run_id: RUN, review_id: review.review_id, review_round: 2, metadata: { a: 1 } },
      },
    },
    { ...review, continuation_run_id: NEW, review_round: 2 },
  ],
];
