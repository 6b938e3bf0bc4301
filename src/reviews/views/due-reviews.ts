import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { ReviewSelectors, WantedReviewer } from '../domain/decide/choose-reviewer.js';

/** Reviews of one page at most. */
export const DUE_PAGE = 10;

/** A review for which a reviewer is to be looked for, with all that the search depends on. */
export interface DueReview extends WantedReviewer {
  readonly review_id: string;
  readonly task_id: string;
  readonly workspace_id: string | null;
  readonly routing_due_at: string;
  /** When the task's execution profile was stored; null where there is none. */
  readonly profile_at: string | null;
}

interface DueRow extends Omit<DueReview, keyof WantedReviewer> {
  readonly selectors: ReviewSelectors | null;
  readonly excluded_session_ids: readonly string[];
  readonly excluded_agent_names: readonly string[] | null;
}

/**
 * The worker is the session that had the run when it ended. Sessions keep their rows when they stop, and runs keep who
 * had them, so that both are excluded however long ago it was.
 */
const DUE = `
  SELECT v.review_id, v.task_id, v.workspace_id, v.routing_due_at, p.updated_at AS profile_at,
    p.profile -> 'review' AS selectors, x.ids AS excluded_session_ids, a.names AS excluded_agent_names
  FROM task_reviews v
    LEFT JOIN runs u ON u.id = v.run_id
    LEFT JOIN execution_profiles p ON p.task_id = v.task_id
    CROSS JOIN LATERAL (SELECT array_remove(ARRAY[v.requester_session_id, u.session_id,
      CASE WHEN u.claimed_by_kind = 'agent_session' THEN u.claimed_by_ref END], NULL) AS ids) x
    CROSS JOIN LATERAL (SELECT array_agg(s.agent_name) AS names FROM agent_sessions s WHERE s.session_id = ANY (x.ids)) a
  WHERE v.routing_due_at IS NOT NULL
    AND ($1::timestamptz IS NULL OR (v.routing_due_at, v.review_id) > ($1, $2::text COLLATE "C"))
  ORDER BY v.routing_due_at, v.review_id LIMIT ${DUE_PAGE}`;

/** Finds reviews that wait for a reviewer, the longest waiting first (`reviews.md` A.9). */
@Injectable()
export class DueReviews {
  constructor(private readonly dataSource: DataSource) {}

  async after(last: DueReview | undefined): Promise<DueReview[]> {
    const rows = await this.dataSource.query<DueRow[]>(DUE, [last?.routing_due_at ?? null, last?.review_id ?? null]);
    return rows.map((row) => ({
      ...row,
      selectors: row.selectors ?? {},
      excluded_agent_names: row.excluded_agent_names ?? [],
    }));
  }
}
