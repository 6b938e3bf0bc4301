import { Injectable } from '@nestjs/common';
import type { LaneIndex } from '../../ledger/lane/inline-view.js';
import { LaneLookup, type LaneQuery } from '../../ledger/lane/lookup.js';
import type { Staging } from '../../ledger/lane/preparation.js';
import type { ReviewEvent } from '../domain/review-events.js';
import { existingReview, type ReviewState, type ReviewStream } from '../domain/review-state.js';

const ACTIVE =
  'SELECT reviewer_session_id AS key, review_id FROM task_reviews ' +
  "WHERE reviewer_session_id = ANY($1::text[]) AND status = 'in_review'";
const CHILDREN =
  'SELECT parent_review_id AS key, review_id FROM task_reviews WHERE parent_review_id = ANY($1::text[]) ' +
  'ORDER BY parent_review_id, review_id';

interface Found {
  readonly key: string;
  readonly review_id: string;
}

/** What commands ask across reviews, kept right within a flush by the events themselves. A review by id is its stream. */
@Injectable()
export class ReviewLookups implements LaneIndex<ReviewStream, ReviewEvent> {
  readonly category = 'review';
  /** Session id to the review that it has; there is at most one (`reviews.md` A.1). */
  readonly activeReviewOfSession = new LaneLookup<string>('active review of session', readActive);
  /**
   * Review id to the reviews that name it as their parent; no value means none. A list that nobody has read is left alone:
   * **a command that adds to it must ask for it in `prepare`**, which runs before anything of the flush is staged.
   */
  readonly childrenOf = new LaneLookup<readonly string[]>('children of review', readChildren);

  staged(change: { readonly before: ReviewStream; readonly after: ReviewStream }, unit: Staging): void {
    const was = existingReview(change.before);
    const now = existingReview(change.after);
    this.held(activeReviewer(was), activeReviewer(now), was ?? now, unit);
    const [left, joined] = [was?.parent_review_id, now?.parent_review_id];
    if (left === joined) return;
    if (was && left !== undefined) this.change(unit, left, (children) => children.filter((id) => id !== was.review_id));
    if (now && joined !== undefined) this.change(unit, joined, (children) => [...children, now.review_id]);
  }

  private held(
    left: string | undefined,
    held: string | undefined,
    review: ReviewState | undefined,
    unit: Staging,
  ): void {
    if (left === held) return;
    if (left !== undefined) unit.put(this.activeReviewOfSession, left, undefined);
    if (held !== undefined) unit.put(this.activeReviewOfSession, held, review?.review_id);
  }

  private change(unit: Staging, parentId: string, changed: (children: readonly string[]) => readonly string[]): void {
    const { entries } = this.childrenOf;
    if (entries.has(parentId)) unit.put(this.childrenOf, parentId, changed(entries.get(parentId) ?? []));
  }
}

/** The session that has the review. */
function activeReviewer(review: ReviewState | undefined): string | undefined {
  return review?.status === 'in_review' ? review.reviewer?.session_id : undefined;
}

async function readActive(query: LaneQuery, keys: readonly string[]): Promise<Map<string, string>> {
  const rows = await query<Found>(ACTIVE, [keys]);
  return new Map(rows.map(({ key, review_id }) => [key, review_id]));
}

async function readChildren(query: LaneQuery, keys: readonly string[]): Promise<Map<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  for (const { key, review_id } of await query<Found>(CHILDREN, [keys])) {
    const children = found.get(key);
    if (children) children.push(review_id);
    else found.set(key, [review_id]);
  }
  return found;
}
