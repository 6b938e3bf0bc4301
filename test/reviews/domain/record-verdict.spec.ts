import { Rejection } from '../../../src/ledger/rejection.js';
import {
  isRepeated,
  recordVerdict,
  reviewedRun,
  type SubmitVerdict,
} from '../../../src/reviews/domain/decide/record-verdict.js';
import { readVerdict, type SubmittedVerdict } from '../../../src/reviews/domain/decide/verdict-rules.js';
import type { Verdict } from '../../../src/reviews/domain/review-events.js';
import { reviewStream } from '../../../src/reviews/domain/review-stream.js';
import type { TaskEvent } from '../../../src/tasks/domain/task-events.js';
import { taskStream } from '../../../src/tasks/domain/task-stream.js';
import { REVIEW_OUTCOMES } from '../../../src/tasks/domain/vocabulary.js';
import { ACTOR, given, timeOf } from '../../support/given-when-then.js';
import {
  canceled,
  claimed,
  completed,
  created,
  enqueued,
  known,
  RUN,
  SESSION,
} from '../../tasks/support/task-histories.js';
import {
  firstRun,
  knownReview,
  REVIEW,
  reviewBound,
  reviewRecorded,
  reviewRequested,
  VERDICT,
} from '../support/review-histories.js';

const NEW = 'run-0000000000000009';
const asked: TaskEvent = {
  type: 'task.run_review_requested',
  data: { run_id: RUN, review_id: REVIEW, policy: 'always', review_round: 1, attempt: 1 },
};
const ended = [created(), enqueued(), claimed(), completed(), asked] as const;
const rejected: Verdict = { ...VERDICT, outcome: 'rejected', missing_work: ['tests'] };
const reviewer = { kind: 'agent_session', ref: SESSION } as const;

function decided(verdict: Verdict, history: readonly TaskEvent[] = ended) {
  const stream = given(taskStream, ...history);
  const task = known(stream.state);
  const review = knownReview(given(reviewStream, reviewRequested()).state);
  const run = firstRun(task);
  return recordVerdict(task, { review, run }, verdict, { run_id: NEW, number: 7, now: stream.now });
}

const told = (outcome: Verdict['outcome']) => ({
  ...{ run_id: RUN, review_id: REVIEW, outcome, confidence: 0.5, delivery_id: 'd-1', review_round: 1 },
});

describe('a verdict', () => {
  it.each(REVIEW_OUTCOMES.filter((outcome) => outcome !== 'rejected'))(
    '%s changes nothing but the review',
    (outcome) => {
      const verdict = { ...VERDICT, outcome };
      expect(decided(verdict)).toStrictEqual({
        review: [{ type: 'review.recorded', data: verdict }],
        task: [
          { type: 'task.run_review_recorded', data: told(outcome) },
          { type: `task.run_review_${outcome}`, data: told(outcome) },
        ],
      });
    },
  );

  it('rejected queues one more run', () => {
    const data = { ...told('rejected'), continuation_run_id: NEW };
    expect(decided(rejected)).toStrictEqual({
      review: [{ type: 'review.recorded', data: { ...rejected, continuation_run_id: NEW } }],
      task: [
        { type: 'task.run_review_recorded', data },
        { type: 'task.run_review_rejected', data },
        {
          type: 'task.run_review_retry_enqueued',
          data: {
            ...{ run_id: NEW, number: 7, attempt: 2, task_status: 'ready' },
            ...{ source_run_id: RUN, review_id: REVIEW, review_round: 2 },
            metadata: { source: 'task_run_review', review_id: REVIEW, outcome: 'rejected', parent_run_id: RUN },
          },
        },
      ],
    });
  });

  it.each([
    ['no attempt is left', [created({ max_attempts: 1 }), ...ended.slice(1)], 'attempts_exhausted'],
    ['another run is open', [...ended, enqueued({ run_id: 'run-2', attempt: 2, number: 6 })], 'open_run_exists'],
    ['the task is canceled', [...ended, canceled()], 'task_not_executable'],
  ])('rejected is refused where %s', (_, history, code) => {
    expect(decided(rejected, history)).toMatchObject({ code });
    expect(decided(VERDICT, history)).not.toBeInstanceOf(Rejection);
  });

  it('is kept as the task’s last one, whose breaker opens by blocked alone', () => {
    const lastOf = (verdict: Verdict) => {
      const outcome = decided(verdict);
      if (outcome instanceof Rejection) throw outcome;
      return known(given(taskStream, ...ended, ...outcome.task).state);
    };
    const at = timeOf(ended.length);
    const review = { review_id: REVIEW, review_round: 1 };
    expect(lastOf(VERDICT)).toMatchObject({ last_review: { ...review, outcome: 'approved' }, updated_at: at });
    expect(lastOf(VERDICT).last_review).not.toHaveProperty('circuit_opened_at');
    expect(lastOf({ ...VERDICT, outcome: 'blocked' }).last_review).toEqual({
      ...{ ...review, outcome: 'blocked', circuit_opened_at: at },
    });
    const { last_review, status, runs } = lastOf(rejected);
    expect([last_review, status]).toEqual([{ ...review, outcome: 'rejected', review_round: 2 }, 'ready']);
    expect(runs[1]).toMatchObject({ id: NEW, status: 'queued', reviewed_run_id: RUN, has_metadata: true });
    expect(runs[1]).not.toHaveProperty('previous_run_id');
  });
});

describe('who and what', () => {
  const submitted = (more: Partial<SubmitVerdict> = {}): SubmitVerdict => ({
    ...{ run_id: RUN, verdict: VERDICT, by: ACTOR, sessions_only: false },
    ...more,
  });
  const codes = (answer: unknown) => (answer instanceof Rejection ? answer.code : answer);
  const requestedReview = knownReview(given(reviewStream, reviewRequested()).state);
  const boundReview = knownReview(given(reviewStream, reviewRequested(), reviewBound()).state);
  const recordedReview = knownReview(given(reviewStream, reviewRequested(), reviewRecorded()).state);

  it('is of the run that the review is of, which must have ended', () => {
    const task = known(given(taskStream, ...ended).state);
    expect(reviewedRun(task, requestedReview, submitted())).toBe(task.runs[0]);
    expect(codes(reviewedRun(task, requestedReview, submitted({ run_id: 'run-2' })))).toBe('validation_failed');
    expect(codes(reviewedRun({ ...task, runs: [] }, requestedReview, submitted()))).toBe('run_not_found');
    const open = known(given(taskStream, created(), enqueued()).state);
    expect(codes(reviewedRun(open, requestedReview, submitted()))).toBe('invalid_status_transition');
  });

  it.each([
    ['a person, unbound', requestedReview, ACTOR, false, false],
    ['a person, bound', boundReview, ACTOR, false, false],
    ['a person who may act as a session only', requestedReview, ACTOR, true, 'reviewer_mismatch'],
    ['any session, unbound', requestedReview, { kind: 'agent_session', ref: 'sess-2' }, true, false],
    ['the bound session', boundReview, reviewer, true, false],
    ['another session', boundReview, { kind: 'agent_session', ref: 'sess-2' }, false, 'reviewer_mismatch'],
    ['the same verdict again', recordedReview, ACTOR, false, true],
    ['the same of another actor', recordedReview, reviewer, false, 'verdict_conflict'],
  ] as const)('%s', (_, review, by, sessions_only, expected) => {
    expect(codes(isRepeated(review, submitted({ by, sessions_only })))).toBe(expected);
  });

  it.each([
    ['confidence', { confidence: 1 }, true],
    ['outcome', { outcome: 'error' }, 'verdict_conflict'],
    ['reason', { reason: 'other' }, 'verdict_conflict'],
    ['delivery', { delivery_id: 'd-2' }, 'verdict_conflict'],
    ['missing work', { missing_work: ['a'] }, 'verdict_conflict'],
    ['guidance', { next_round_guidance: 'a' }, 'verdict_conflict'],
    ['text', { review_text: 'a' }, 'verdict_conflict'],
  ] as const)('a recorded verdict with another %s', (_, more, expected) => {
    expect(codes(isRepeated(recordedReview, submitted({ verdict: { ...VERDICT, ...more } })))).toBe(expected);
  });
});

describe('what a verdict says', () => {
  const { missing_work: _none, ...plain } = VERDICT;

  it.each([
    ['no list', {}, []],
    ['null', { missing_work: null }, []],
    ['an empty list', { missing_work: [] }, []],
    ['texts, trimmed', { outcome: 'error', missing_work: [' a ', 'b'] }, ['a', 'b']],
  ] as const)('takes %s', (_, more, missing_work) => {
    const given: SubmittedVerdict = { ...plain, ...more };
    expect(readVerdict(given)).toStrictEqual({ ...plain, ...more, missing_work });
  });

  it.each([
    ['a text', { missing_work: 'a' }],
    ['an object', { missing_work: { a: 1 } }],
    ['a number in it', { outcome: 'error', missing_work: [1] }],
    ['a blank in it', { outcome: 'error', missing_work: [' '] }],
    ['missing work of an approval', { missing_work: ['a'] }],
    ['a rejection without either', { outcome: 'rejected' }],
  ] as const)('refuses %s', (_, more) => {
    expect(readVerdict({ ...plain, ...more })).toMatchObject({ code: 'validation_failed' });
  });

  it('takes a rejection with guidance alone', () => {
    const guided = { ...plain, outcome: 'rejected', next_round_guidance: 'again' } as const;
    expect(readVerdict(guided)).toStrictEqual({ ...guided, missing_work: [] });
  });
});
