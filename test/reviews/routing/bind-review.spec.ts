import { bindReview, loseReviewer } from '../../../src/reviews/domain/decide/bind-review.js';
import type { Reviewer, ReviewEvent } from '../../../src/reviews/domain/review-events.js';
import { existingReview, type ReviewState } from '../../../src/reviews/domain/review-state.js';
import { reviewStream } from '../../../src/reviews/domain/review-stream.js';
import { Rejection } from '../../../src/ledger/rejection.js';
import { ACTOR, given, nothing, rejects, timeOf } from '../../support/given-when-then.js';

const REQUESTED: ReviewEvent = {
  type: 'review.requested',
  data: { review_id: 'review-1', task_id: 'task-1', run_id: 'run-1', policy: 'always', review_round: 1, attempt: 1 },
};
const ADA: Reviewer = { session_id: 'sess-ada', agent_name: 'ada', channel_id: 'reviews' };
const BOB: Reviewer = { session_id: 'sess-bob', agent_name: 'bob' };
const bound = (data: Reviewer): ReviewEvent => ({ type: 'review.bound', data });
const lost = ({ session_id }: Reviewer): ReviewEvent => ({ type: 'review.reviewer_lost', data: { session_id } });
const NOT_ROUTED: ReviewEvent = { type: 'review.not_routed', data: { candidates: 3 } };
const RECORDED: ReviewEvent = {
  type: 'review.recorded',
  data: { outcome: 'approved', confidence: 1, reason: 'fine', delivery_id: 'd-1', missing_work: [] },
};

const review = (...history: readonly ReviewEvent[]) => given(reviewStream, REQUESTED, ...history);

function stateOf(...history: readonly ReviewEvent[]): ReviewState {
  const state = existingReview(review(...history).state);
  if (!state) throw new Error('there is no review');
  return state;
}

/** The events of the review's own stream when it is bound. */
function binding(history: readonly ReviewEvent[], reviewer: Reviewer, review_of_session?: string) {
  return review(...history).when(() => {
    const outcome = bindReview(stateOf(...history), reviewer, { review_of_session });
    return outcome instanceof Rejection ? outcome : outcome.review;
  });
}

describe('binding a review', () => {
  it('is in review from then on and has a reviewer', () => {
    const { state } = binding([], ADA).then(bound(ADA));
    const expected = { status: 'in_review', reviewer: ADA, started_at: timeOf(1), updated_at: timeOf(1) };
    expect(state).toMatchObject({ ...expected, requested_by: ACTOR });
    expect(state).not.toHaveProperty('routing_due_at');
  });

  it('is told on the task with what there is of the reviewer', () => {
    const told = (reviewer: Reviewer) => {
      const outcome = bindReview(stateOf(), reviewer, {});
      if (outcome instanceof Rejection) throw outcome;
      return outcome.task;
    };
    const ids = { run_id: 'run-1', review_id: 'review-1' };
    expect(told(BOB)).toStrictEqual([
      { type: 'task.run_review_bound', data: { ...ids, session_id: 'sess-bob', reviewer_agent_name: 'bob' } },
    ]);
    expect(told({ ...ADA, peer_id: 'p' })).toStrictEqual([
      {
        type: 'task.run_review_bound',
        data: {
          ...{ ...ids, session_id: 'sess-ada', reviewer_agent_name: 'ada' },
          ...{ reviewer_peer_id: 'p', reviewer_channel_id: 'reviews' },
        },
      },
    ]);
  });

  it('to somebody else leaves when it was begun as it was, and nothing of whoever had it', () => {
    const { state } = binding([bound(ADA), lost(ADA)], BOB).then(bound(BOB));
    expect(state).toMatchObject({ status: 'in_review', reviewer: BOB, started_at: timeOf(1), updated_at: timeOf(3) });
    expect(state).not.toHaveProperty('routing_due_at');
  });

  it('to whoever has it already is no conflict', () => {
    binding([bound(ADA)], ADA, 'review-1').then(bound(ADA));
  });

  it('to a session that has another review is refused', () => {
    binding([], ADA, 'review-2').then(rejects('review_session_bound'));
  });

  it('that has its verdict is refused', () => {
    binding([RECORDED], ADA).then(rejects('review_closed'));
    binding([bound(ADA), RECORDED], ADA, 'review-1').then(rejects('review_closed'));
  });
});

describe('a session that stops', () => {
  const stops = (history: readonly ReviewEvent[], { session_id }: Reviewer) =>
    review(...history).when(() => loseReviewer(stateOf(...history), session_id));

  it('has another reviewer looked for; until then it is the reviewer', () => {
    const { state } = stops([bound(ADA)], ADA).then(lost(ADA));
    expect(state).toMatchObject({
      status: 'in_review',
      reviewer: ADA,
      updated_at: timeOf(1),
      routing_due_at: timeOf(2),
    });
  });

  it('and is not the reviewer, or no more, changes nothing', () => {
    stops([], ADA).then(nothing);
    stops([bound(ADA)], BOB).then(nothing);
    stops([bound(ADA), bound(BOB)], ADA).then(nothing);
    stops([bound(ADA), RECORDED], ADA).then(nothing);
  });
});

describe('the search for a reviewer', () => {
  it('is on from the request until somebody has it, nobody is found, or the verdict is there', () => {
    expect(stateOf().routing_due_at).toBe(timeOf(0));
    for (const end of [bound(ADA), NOT_ROUTED, RECORDED]) expect(stateOf(end).routing_due_at).toBeUndefined();
    expect(stateOf(bound(ADA), lost(ADA), NOT_ROUTED).routing_due_at).toBeUndefined();
  });

  it('that finds nobody changes nothing that people see', () => {
    const { routing_due_at: _due, ...before } = stateOf();
    expect(stateOf(NOT_ROUTED)).toStrictEqual(before);
  });
});
