import type { Preparation } from '../../ledger/lane/preparation.js';
import { existingReview, type ReviewState } from '../domain/review-state.js';
import { reviewStream } from '../domain/review-stream.js';

/** The review of this id as it is now, undefined where there is none. */
export async function loadReview(unit: Preparation, reviewId: string): Promise<ReviewState | undefined> {
  return existingReview(await unit.load(reviewStream, reviewId));
}
