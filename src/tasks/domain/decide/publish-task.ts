import { Rejection } from '../../../ledger/rejection.js';
import type { TaskEvent } from '../task-events.js';
import type { TaskState } from '../task-state.js';
import { deriveStatus } from '../task-status.js';

/**
 * `task.published`: a draft becomes what its approval and dependencies make of it. Refused: `task_not_draft`, and
 * `task_blocked` where that would be blocked, so that it stays a draft (`tasks.md` 6.7).
 */
export function publishTask(task: TaskState): TaskEvent[] | Rejection {
  if (task.status !== 'draft') {
    return new Rejection('task_not_draft', `task ${task.id} is ${task.status}, only a draft can be published`);
  }
  const event = published(task);
  if (event.data.task_status !== 'blocked') return [event];
  return new Rejection('task_blocked', `task ${task.id} would be blocked, so it stays a draft`);
}

/** The event by which a draft, approved where it has to be, leaves its state. */
export function published(draft: TaskState): Extract<TaskEvent, { type: 'task.published' }> {
  const { approval_state } = draft;
  const task_status = deriveStatus({ ...draft, status: 'pending' });
  return { type: 'task.published', data: { previous_status: 'draft', approval_state, task_status } };
}
