import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { readSnapshot, type RowSource } from '../../ledger/log/read-snapshot.js';
import { Rejection } from '../../ledger/rejection.js';
import type { ReviewStatus } from '../../tasks/domain/vocabulary.js';
import { Conditions } from '../../tasks/views/conditions.js';
import { decodeCursor, encodeCursor } from '../../tasks/views/cursor.js';
import { MAX_LIST } from '../../tasks/views/list-tasks.js';
import type { ReviewRow } from './review-view.js';

export interface ReviewFilter {
  readonly status?: ReviewStatus;
  readonly reviewer_session_id?: string;
  /** Rows at most; 0 is as many as a page may have. */
  readonly limit?: number;
  readonly cursor?: string;
}

/** Whose reviews: of all runs of a task, or of one run. */
export type ReviewedThing = { readonly task_id: string } | { readonly run_id: string };

export interface ReviewPage {
  readonly reviews: readonly ReviewRow[];
  readonly nextCursor?: string;
}

/** Reviews, the one that changed last first (`reviews.md` A.5). Refused: `task_not_found`, `run_not_found`, `invalid_query`. */
export class ListReviews extends Query<ReviewPage> {
  constructor(
    readonly of: ReviewedThing,
    readonly filter: ReviewFilter,
  ) {
    super();
  }
}

const TASK_EXISTS = 'SELECT 1 FROM tasks WHERE id = $1';
const RUN_EXISTS = 'SELECT 1 FROM runs WHERE id = $1';

@QueryHandler(ListReviews)
export class ListReviewsHandler implements IQueryHandler<ListReviews> {
  constructor(private readonly dataSource: DataSource) {}

  execute({ of, filter }: ListReviews): Promise<ReviewPage> {
    return readSnapshot(this.dataSource, async (snapshot) => {
      await requireReviewed(snapshot, of);
      return readPage(snapshot, of, filter);
    });
  }
}

async function requireReviewed(source: RowSource, of: ReviewedThing): Promise<void> {
  if ('task_id' in of) {
    const found = await source.query<unknown[]>(TASK_EXISTS, [of.task_id]);
    if (found.length === 0) throw new Rejection('task_not_found', `task ${of.task_id} does not exist`);
  } else {
    const found = await source.query<unknown[]>(RUN_EXISTS, [of.run_id]);
    if (found.length === 0) throw new Rejection('run_not_found', `run ${of.run_id} does not exist`);
  }
}

async function readPage(source: RowSource, of: ReviewedThing, filter: ReviewFilter): Promise<ReviewPage> {
  const limit = Math.min(filter.limit && filter.limit > 0 ? filter.limit : MAX_LIST, MAX_LIST);
  const conditions = new Conditions();
  if ('task_id' in of) conditions.equal('task_id', of.task_id);
  else conditions.equal('run_id', of.run_id);
  conditions.equal('status', filter.status);
  conditions.equal('reviewer_session_id', filter.reviewer_session_id);
  if (filter.cursor !== undefined) {
    const [updated, id] = decodeCursor(filter.cursor, ['time', 'text']);
    conditions.add(`(updated_at, review_id) < (${conditions.value(updated)}::timestamptz, ${conditions.value(id)})`);
  }
  const text =
    `SELECT * FROM task_reviews ${conditions.where()} ` +
    `ORDER BY updated_at DESC, review_id DESC LIMIT ${conditions.value(limit)}`;
  const reviews = await source.query<ReviewRow[]>(text, [...conditions.values]);
  const last = reviews.length === limit ? reviews.at(-1) : undefined;
  return { reviews, ...(last ? { nextCursor: encodeCursor([last.updated_at, last.review_id]) } : {}) };
}
