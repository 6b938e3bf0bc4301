import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { PRIORITIES, PRIORITY_WEIGHTS, type Priority } from '../../tasks/domain/vocabulary.js';

/** How many runs of a workspace and priority claim-next may hand out, and how long the oldest has been queued. */
export interface QueueDepth {
  /** Null for global tasks. */
  readonly workspace_id: string | null;
  readonly priority: Priority;
  readonly runs: number;
  readonly oldest_seconds: number;
}

/** Counted by class; only what comes out of that is joined. */
const DEPTH =
  'SELECT c.workspace_id, g.weight, sum(g.runs)::float8 AS runs, ' +
  'greatest(extract(epoch FROM clock_timestamp() - min(g.oldest))::float8, 0) AS oldest_seconds FROM (' +
  'SELECT class, weight, count(*) AS runs, min(queued_at) AS oldest FROM claim_queue GROUP BY class, weight) g ' +
  'JOIN claim_classes c USING (class) GROUP BY c.workspace_id, g.weight';

/**
 * Runs by what they are doing, each from an index that has no others in it: active ones with and without a session, those
 * that need attention, and the queued ones that `claim_queue` does not have.
 */
const STANDING =
  "SELECT status, count(*)::int AS runs FROM runs WHERE status IN ('claimed', 'starting', 'running') " +
  'AND session_id IS NOT NULL GROUP BY status UNION ALL ' +
  "SELECT status, count(*)::int FROM runs WHERE status IN ('claimed', 'starting', 'running') " +
  'AND session_id IS NULL GROUP BY status UNION ALL ' +
  "SELECT 'needs_attention', count(*)::int FROM runs WHERE status = 'needs_attention' UNION ALL " +
  "SELECT CASE WHEN paused THEN 'held_paused' ELSE 'held_blocked' END, count(*)::int FROM held_runs GROUP BY paused " +
  "UNION ALL SELECT 'scheduler_paused', count(*)::int FROM scheduler WHERE paused";

/** What stands beside the queue; what is not named is 0. */
export type Standing = ReadonlyMap<string, number>;

const BY_WEIGHT = new Map(PRIORITIES.map((priority) => [PRIORITY_WEIGHTS[priority], priority]));

/** Reads of the queue as a whole, for those who watch over it. */
@Injectable()
export class QueueDepths {
  constructor(private readonly dataSource: DataSource) {}

  async byWorkspace(): Promise<QueueDepth[]> {
    type Row = Omit<QueueDepth, 'priority'> & { readonly weight: number };
    const rows = await this.dataSource.query<Row[]>(DEPTH);
    return rows.map(({ weight, ...depth }) => ({ ...depth, priority: BY_WEIGHT.get(weight) ?? 'medium' }));
  }

  /** By run status, or `held_paused`, `held_blocked`, `scheduler_paused`. */
  async standing(): Promise<Standing> {
    const rows = await this.dataSource.query<{ status: string; runs: number }[]>(STANDING);
    const standing = new Map<string, number>();
    for (const { status, runs } of rows) standing.set(status, (standing.get(status) ?? 0) + runs);
    return standing;
  }
}
