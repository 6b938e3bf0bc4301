import type { Actor } from '../../../ledger/event.js';
import { Rejection } from '../../../ledger/rejection.js';
import { isOpen } from '../run-status.js';
import type { TaskEvent } from '../task-events.js';
import type { RunState, TaskState } from '../task-state.js';
import { canceledRun } from './cancel-run.js';
import { statusWith } from './run-command.js';

/** What is said of runs that end because their task is deleted (`http.md` 13). */
const TASK_DELETED = 'task deleted';

/**
 * `task.deleted`, the internal tombstone, in every status (`tasks.md` 6.5). Refused in this order: `task_has_children`,
 * `task_has_open_runs`.
 */
export function deleteTask(task: TaskState, deletedBy: Actor): TaskEvent[] | Rejection {
  if (task.child_count > 0) {
    return new Rejection('task_has_children', `task ${task.id} has ${task.child_count} children`);
  }
  const open = openRun(task);
  if (open) return new Rejection('task_has_open_runs', `task ${task.id} has open run ${open.id} (${open.status})`);
  return [tombstone(task, task.status, deletedBy)];
}

/**
 * The end of a task that is deleted whatever it is at: its open run is canceled, one that needs attention too, and then
 * it is gone (`http.md` 13). Its children go before it.
 */
export function eraseTask(task: TaskState, deletedBy: Actor): TaskEvent[] {
  const run = openRun(task);
  if (!run) return [tombstone(task, task.status, deletedBy)];
  const task_status = statusWith(task, { ...run, status: 'canceled' });
  return [
    { type: 'task.run_canceled', data: canceledRun(run, task_status, { reason: TASK_DELETED }) },
    tombstone(task, task_status, deletedBy),
  ];
}

/** The internal event of the parent whose child was deleted. */
export function childRemoved(childId: string): TaskEvent[] {
  return [{ type: 'task.child_removed', data: { child_task_id: childId } }];
}

function openRun(task: TaskState): RunState | undefined {
  return task.runs.find((run) => isOpen(run.status));
}

function tombstone(task: TaskState, final_status: TaskState['status'], deleted_by: Actor): TaskEvent {
  const { id, scope, workspace_id, parent_task_id } = task;
  const where = {
    ...(workspace_id === undefined ? {} : { workspace_id }),
    ...(parent_task_id === undefined ? {} : { parent_task_id }),
  };
  return { type: 'task.deleted', data: { id, scope, ...where, deleted_by, final_status } };
}
