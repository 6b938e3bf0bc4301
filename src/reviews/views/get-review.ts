import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { Rejection } from '../../ledger/rejection.js';
import type { ReviewRow } from './review-view.js';

/** One review (`reviews.md` A.6). Refused: `review_not_found`. */
export class GetReview extends Query<ReviewRow> {
  constructor(readonly id: string) {
    super();
  }
}

const BY_ID = 'SELECT * FROM task_reviews WHERE review_id = $1';

@QueryHandler(GetReview)
export class GetReviewHandler implements IQueryHandler<GetReview> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ id }: GetReview): Promise<ReviewRow> {
    const [row] = await this.dataSource.query<ReviewRow[]>(BY_ID, [id]);
    if (!row) throw new Rejection('review_not_found', `review ${id} does not exist`);
    return row;
  }
}
