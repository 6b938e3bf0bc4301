import type { InlineView, RowSink, StreamChange } from '../../ledger/lane/inline-view.js';
import { table } from '../../ledger/lane/table.js';
import { sessionDeadline } from '../../tasks/domain/session-deadline.js';
import type { TaskEvent } from '../../tasks/domain/task-events.js';
import { existingTask, type TaskStream } from '../../tasks/domain/task-state.js';

/** A row of `run_deadlines`: a run that somebody has and whose `session_timeout` will be over at some time. */
export interface RunDeadlineRow {
  readonly run_id: string;
  readonly task_id: string;
  readonly expires_at: string;
}

const RUN_DEADLINES = table<RunDeadlineRow>({
  name: 'run_deadlines',
  key: ['run_id'],
  columns: ['run_id', 'task_id', 'expires_at'],
});

/** When runs have to end that were given a time (`http.md` 15): it is kept, so that no restart forgets it. */
export const runDeadlineView: InlineView<TaskStream, TaskEvent> = {
  name: 'run_deadline',
  version: 2,
  category: 'task',
  tables: [RUN_DEADLINES],

  project({ before, after }: StreamChange<TaskStream, TaskEvent>, rows: RowSink): void {
    const was = deadlineOf(before);
    const now = deadlineOf(after);
    if (was && was.run_id !== now?.run_id) rows.remove(RUN_DEADLINES, { run_id: was.run_id });
    if (now && (was?.run_id !== now.run_id || was.expires_at !== now.expires_at)) rows.put(RUN_DEADLINES, now);
  },
};

/** A task has one run at most that somebody has. */
function deadlineOf(stream: TaskStream): RunDeadlineRow | undefined {
  const task = existingTask(stream);
  for (const run of task?.runs ?? []) {
    const expires_at = sessionDeadline(run);
    if (task && expires_at !== undefined) return { run_id: run.id, task_id: task.id, expires_at };
  }
  return undefined;
}
