import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

const OF_REVIEW = 'SELECT workspace_id FROM task_reviews WHERE review_id = $1';
const WITHIN = 'SELECT review_id FROM task_reviews WHERE review_id = ANY($1::text[]) AND workspace_id = $2';

/** Where reviews belong, which is where their tasks do: one read by key, whether they exist or not. */
@Injectable()
export class ReviewPlaces {
  constructor(private readonly dataSource: DataSource) {}

  /** The workspace of the review's task; null for that of a global task, undefined for no review. */
  async ofReview(id: string): Promise<string | null | undefined> {
    const [row] = await this.dataSource.query<{ workspace_id: string | null }[]>(OF_REVIEW, [id]);
    return row?.workspace_id;
  }

  /** Those of the reviews whose tasks belong to the workspace. */
  async within(workspaceId: string, ids: readonly string[]): Promise<string[]> {
    const rows = await this.dataSource.query<{ review_id: string }[]>(WITHIN, [ids, workspaceId]);
    return rows.map((row) => row.review_id);
  }
}
