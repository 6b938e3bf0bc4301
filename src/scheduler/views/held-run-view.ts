import type { InlineView, RowSink, StreamChange } from '../../ledger/lane/inline-view.js';
import { table } from '../../ledger/lane/table.js';
import type { TaskEvent } from '../../tasks/domain/task-events.js';
import type { TaskStream } from '../../tasks/domain/task-state.js';
import { type HeldRun, heldRun } from '../domain/held-run.js';

/** A row of `held_runs`: a queued run that is not in `claim_queue`. */
export interface HeldRunRow {
  readonly run_id: string;
  readonly task_id: string;
  readonly workspace_id: string | null;
  readonly paused: boolean;
  readonly weight: number;
  readonly queued_at: string;
}

const HELD_RUNS = table<HeldRunRow>({
  name: 'held_runs',
  key: ['run_id'],
  columns: ['run_id', 'task_id', 'workspace_id', 'paused', 'weight', 'queued_at'],
});

/**
 * The queued runs that nobody may claim now. With `claim_queue` they are the backlog: a run that is queued and claimed
 * in the ordinary way never comes here and costs nothing.
 */
export const heldRunView: InlineView<TaskStream, TaskEvent> = {
  name: 'held_runs',
  version: 1,
  category: 'task',
  tables: [HELD_RUNS],

  project({ before, after }: StreamChange<TaskStream, TaskEvent>, rows: RowSink): void {
    const was = heldRun(before);
    const now = heldRun(after);
    if (was && was.run_id !== now?.run_id) rows.remove(HELD_RUNS, { run_id: was.run_id });
    if (now && !(was && sameRow(was, now))) rows.put(HELD_RUNS, { ...now, workspace_id: now.workspace_id ?? null });
  },
};

/** The task of a run never changes, nor when it was queued. */
function sameRow(a: HeldRun, b: HeldRun): boolean {
  return a.run_id === b.run_id && a.paused === b.paused && a.weight === b.weight && a.workspace_id === b.workspace_id;
}
