import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { bestReviewers, type ReviewCandidate, type WantedReviewer } from '../domain/decide/choose-reviewer.js';

/** Sessions read at once: a workspace with more is read page by page. */
const PAGE = 1_000;

/** How many of the best are kept: the first of them may have stopped, or have another review, a moment later. */
const KEPT = 16;

export interface FoundReviewers {
  /** The best first. */
  readonly candidates: readonly ReviewCandidate[];
  /** Whether more than these match. */
  readonly more: boolean;
  /** How many free sessions there were to choose from. */
  readonly examined: number;
}

/** Where to look, and for whom. */
export interface ReviewerQuestion extends WantedReviewer {
  /** Null for a global task: its reviewers belong to no workspace either. */
  readonly workspace_id: string | null;
}

/** With the conditions of the index `agent_sessions_eligible`; sessions of the service itself never review. */
const free = (workspace: string) =>
  'SELECT s.session_id, s.agent_name, s.channel, s.capabilities FROM agent_sessions s ' +
  `WHERE s.state = 'active' AND s.failure_kind IS NULL AND NOT s.system AND ${workspace} AND s.session_id > $2 ` +
  'AND NOT EXISTS (SELECT FROM task_reviews v WHERE v.reviewer_session_id = s.session_id ' +
  `AND v.status = 'in_review') ORDER BY s.session_id LIMIT ${PAGE}`;
const IN_WORKSPACE = free('s.workspace_id = $1::text');
const IN_NONE = free('s.workspace_id IS NULL AND $1::text IS NULL');

/** Looks through the active sessions of a workspace that have no review (`reviews.md` A.9). */
@Injectable()
export class ReviewerSearch {
  constructor(private readonly dataSource: DataSource) {}

  async find(question: ReviewerQuestion): Promise<FoundReviewers> {
    const { workspace_id } = question;
    const text = workspace_id === null ? IN_NONE : IN_WORKSPACE;
    let best: readonly ReviewCandidate[] = [];
    let examined = 0;
    let page: ReviewCandidate[] = [];
    do {
      const after = page.at(-1)?.session_id ?? '';
      page = await this.dataSource.query<ReviewCandidate[]>(text, [workspace_id, after]);
      examined += page.length;
      best = bestReviewers([...best, ...page], question, KEPT + 1);
    } while (page.length === PAGE);
    return { candidates: best.slice(0, KEPT), more: best.length > KEPT, examined };
  }
}
