import { Injectable } from '@nestjs/common';
import type { LaneIndex } from '../../ledger/lane/inline-view.js';
import { LaneLookup, type LaneQuery } from '../../ledger/lane/lookup.js';
import type { UnitOfWork } from '../../ledger/lane/unit-of-work.js';
import type { TaskEvent } from '../../tasks/domain/task-events.js';
import { existingTask, type TaskStream } from '../../tasks/domain/task-state.js';

const COUNTS =
  'SELECT workspace_id, count(*)::int AS tasks FROM tasks WHERE workspace_id = ANY($1::text[]) GROUP BY workspace_id';

/**
 * How many tasks a workspace holds. A number cannot be kept right without having been read, so an unread one is left
 * alone: whoever asks must ask in `prepare`, which runs before anything of the flush is staged.
 */
@Injectable()
export class TasksOfWorkspace implements LaneIndex<TaskStream, TaskEvent> {
  readonly category = 'task';
  /** Workspace id to the number of its tasks; no value means none. */
  readonly count = new LaneLookup<number>('tasks of workspace', readCounts, 1_000);

  staged(change: { readonly before: TaskStream; readonly after: TaskStream }, unit: UnitOfWork): void {
    const was = existingTask(change.before)?.workspace_id;
    const now = existingTask(change.after)?.workspace_id;
    if (was === now) return;
    this.add(unit, was, -1);
    this.add(unit, now, 1);
  }

  private add(unit: UnitOfWork, workspaceId: string | undefined, difference: number): void {
    if (workspaceId === undefined || !this.count.entries.has(workspaceId)) return;
    unit.put(this.count, workspaceId, (this.count.entries.get(workspaceId) ?? 0) + difference);
  }
}

async function readCounts(query: LaneQuery, keys: readonly string[]): Promise<Map<string, number>> {
  const rows = await query<{ workspace_id: string; tasks: number }>(COUNTS, [keys]);
  return new Map(rows.map((row) => [row.workspace_id, row.tasks]));
}
