import { Injectable } from '@nestjs/common';
import type { LaneIndex } from '../../ledger/lane/inline-view.js';
import { LaneLookup, type LaneQuery } from '../../ledger/lane/lookup.js';
import type { Preparation, Staging } from '../../ledger/lane/preparation.js';
import type { TaskEvent } from '../../tasks/domain/task-events.js';
import { existingTask, type TaskStream } from '../../tasks/domain/task-state.js';

/** Two partial indexes answer: runs that a session has, and the few that an operator claimed without one. */
const COUNT =
  "SELECT (SELECT count(*) FROM runs WHERE status IN ('claimed', 'starting', 'running') AND session_id IS NOT NULL)::int " +
  "+ (SELECT count(*) FROM runs WHERE status IN ('claimed', 'starting', 'running') AND session_id IS NULL)::int AS claims";

const ALL = 'all';

/**
 * How many runs are claimed, starting or running at this position of the log. A number cannot be kept right without
 * having been read, so an unread one is left alone: whoever asks must ask in `prepare`.
 */
@Injectable()
export class ActiveClaims implements LaneIndex<TaskStream, TaskEvent> {
  readonly category = 'task';
  private readonly counts = new LaneLookup<number>('active claims', readCount, 1);

  async count(unit: Preparation): Promise<number> {
    return (await unit.get(this.counts, ALL)) ?? 0;
  }

  staged(change: { readonly before: TaskStream; readonly after: TaskStream }, unit: Staging): void {
    const difference = claimsOf(change.after) - claimsOf(change.before);
    if (difference === 0 || !this.counts.entries.has(ALL)) return;
    unit.put(this.counts, ALL, (this.counts.entries.get(ALL) ?? 0) + difference);
  }
}

/** A task has at most one run that is claimed, starting or running: its current one (`runs.md` 1.3). */
function claimsOf(stream: TaskStream): number {
  return existingTask(stream)?.current_run_id === undefined ? 0 : 1;
}

async function readCount(query: LaneQuery): Promise<Map<string, number>> {
  const [row] = await query<{ claims: number }>(COUNT, []);
  return new Map([[ALL, row?.claims ?? 0]]);
}
