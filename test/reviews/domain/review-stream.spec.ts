import fc from 'fast-check';
import { deleteReview, dropParent } from '../../../src/reviews/domain/decide/delete-review.js';
import type { ReviewEvent } from '../../../src/reviews/domain/review-events.js';
import { existingReview } from '../../../src/reviews/domain/review-state.js';
import { reviewStream } from '../../../src/reviews/domain/review-stream.js';
import { reviewView } from '../../../src/reviews/views/review-view.js';
import { ACTOR, given, nothing, timeOf } from '../../support/given-when-then.js';
import { SESSION } from '../../tasks/support/task-histories.js';
import {
  knownReview,
  notRouted,
  parentDeleted,
  REVIEW,
  reviewBound,
  reviewDeleted,
  reviewerLost,
  reviewRecorded,
  reviewRequested,
  VERDICT,
} from '../support/review-histories.js';

const stateAfter = (...events: ReviewEvent[]) => knownReview(given(reviewStream, ...events).state);

it('keeps when it was first bound, and who has it now', () => {
  const other = { session_id: 'sess-2', agent_name: 'ada' };
  expect(stateAfter(reviewRequested(), reviewBound(), reviewerLost, reviewBound(other))).toMatchObject({
    ...{ status: 'in_review', started_at: timeOf(1), updated_at: timeOf(3), reviewer: other },
  });
});

it('is to be routed from its request on, and again when its reviewer is lost, until somebody has it or nobody is there', () => {
  expect(stateAfter(reviewRequested()).routing_due_at).toBe(timeOf(0));
  expect(stateAfter(reviewRequested(), notRouted)).not.toHaveProperty('routing_due_at');
  expect(stateAfter(reviewRequested(), reviewBound())).not.toHaveProperty('routing_due_at');
  expect(stateAfter(reviewRequested(), reviewBound(), reviewerLost).routing_due_at).toBe(timeOf(2));
  expect(stateAfter(reviewRequested(), reviewRecorded())).not.toHaveProperty('routing_due_at');
});

it('moves its time only with what people see of it', () => {
  const parent = reviewRequested({ parent_review_id: 'review-0' });
  const { parent_review_id, updated_at } = stateAfter(parent, notRouted, parentDeleted);
  expect([parent_review_id, updated_at]).toEqual([undefined, timeOf(0)]);
});

it('keeps the verdict, whose it is and when it came', () => {
  expect(stateAfter(reviewRequested({ reason: 'asked' }), reviewRecorded())).toMatchObject({
    ...{ status: 'recorded', reason: 'asked', updated_at: timeOf(1) },
    verdict: { ...VERDICT, reviewed_by: ACTOR, reviewed_at: timeOf(1) },
  });
});

it('leaves its id when it is deleted, once', () => {
  const gone = given(reviewStream, reviewRequested()).when(deleteReview).then(reviewDeleted);
  expect(gone.state).toEqual({ review_id: REVIEW, deleted_at: timeOf(1) });
  gone.when(deleteReview).then(nothing);
  expect(() => given(reviewStream, reviewRequested(), reviewDeleted, notRouted).state).toThrow('does not exist');
});

it('drops the parent that it has, and no other', () => {
  const child = given(reviewStream, reviewRequested({ parent_review_id: 'review-0' }));
  child.when((review) => dropParent(review, 'review-9')).then(nothing);
  const orphan = child.when((review) => dropParent(review, 'review-0')).then(parentDeleted);
  orphan.when((review) => dropParent(review, 'review-0')).then(nothing);
});

it('whatever happens to it, its row says what its state says', () => {
  const later = fc.constantFrom(reviewBound(), notRouted, reviewerLost, parentDeleted, reviewRecorded());
  const histories = fc.tuple(fc.array(later, { maxLength: 8 }), fc.boolean());
  fc.assert(
    fc.property(histories, ([events, deleted]) => {
      const history = [
        reviewRequested({ parent_review_id: 'review-0' }),
        ...events,
        ...(deleted ? [reviewDeleted] : []),
      ];
      const after = given(reviewStream, ...history).state;
      const rows = new Map<string, object>();
      const sink = {
        put: (_: object, row: object) => void rows.set(REVIEW, row),
        remove: () => void rows.delete(REVIEW),
      };
      reviewView.project({ id: REVIEW, before: null, after, events: [] }, sink);
      const review = existingReview(after);
      expect(rows.size).toBe(review ? 1 : 0);
      if (!review) return;
      const has = review.reviewer !== undefined;
      expect(rows.get(REVIEW)).toMatchObject({
        ...{ status: review.status, updated_at: review.updated_at, reviewer_session_id: has ? SESSION : null },
        ...{ routing_due_at: review.routing_due_at ?? null, verdict: review.verdict ?? null },
      });
    }),
  );
});
