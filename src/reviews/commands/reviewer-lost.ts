import { Injectable } from '@nestjs/common';
import type { CommandUnit } from '../../ledger/lane/preparation.js';
import type { LaneReaction, StreamOutcome } from '../../ledger/lane/reaction.js';
import type { SessionEvent } from '../../sessions/domain/session-events.js';
import type { SessionStream } from '../../sessions/domain/session-state.js';
import { loseReviewer } from '../domain/decide/bind-review.js';
import { reviewStream } from '../domain/review-stream.js';
import { ReviewLookups } from '../lookups/review-lookups.js';
import { loadReview } from './load-review.js';

/** Has another reviewer looked for as soon as a session stops that has a review, in the same flush (`reviews.md` A.9). */
@Injectable()
export class ReviewerLost implements LaneReaction<SessionStream, SessionEvent> {
  readonly category = 'session';

  constructor(private readonly lookups: ReviewLookups) {}

  async react(
    { id, before, after, events }: StreamOutcome<SessionStream, SessionEvent>,
    unit: CommandUnit,
  ): Promise<void> {
    if (before?.state === 'stopped' || after?.state !== 'stopped') return;
    const reviewId = await unit.get(this.lookups.activeReviewOfSession, id);
    const review = reviewId === undefined ? undefined : await loadReview(unit, reviewId);
    if (!review) return;
    const causationId = events.at(-1)?.eventId;
    const cause = causationId === undefined ? {} : { causationId };
    unit.append(reviewStream, review.review_id, loseReviewer(review, id), cause);
  }
}
