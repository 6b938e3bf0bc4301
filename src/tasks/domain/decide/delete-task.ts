import { Rejection } from '../../../ledger/rejection.js';
import { isOpen } from '../run-status.js';
import type { TaskEvent } from '../task-events.js';
import type { TaskState } from '../task-state.js';

/**
 * `task.deleted`, the internal tombstone, in every status (`tasks.md` 6.5). Refused in this order: `task_has_children`,
 * `task_has_open_runs`.
 */
export function deleteTask(task: TaskState): TaskEvent[] | Rejection {
  if (task.child_count > 0) {
    return new Rejection('task_has_children', `task ${task.id} has ${task.child_count} children`);
  }
  const open = task.runs.find((run) => isOpen(run.status));
  if (open) return new Rejection('task_has_open_runs', `task ${task.id} has open run ${open.id} (${open.status})`);
  const data = task.parent_task_id === undefined ? {} : { parent_task_id: task.parent_task_id };
  return [{ type: 'task.deleted', data }];
}

/** The internal event of the parent whose child was deleted. */
export function childRemoved(childId: string): TaskEvent[] {
  return [{ type: 'task.child_removed', data: { child_task_id: childId } }];
}
