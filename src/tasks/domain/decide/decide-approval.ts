import { Rejection } from '../../../ledger/rejection.js';
import type { TaskEvent } from '../task-events.js';
import type { TaskState } from '../task-state.js';
import { deriveStatus, isClosed } from '../task-status.js';
import { published } from './publish-task.js';

/**
 * `task.approved`, and for a draft `task.published` with it, even where dependencies still block it: publishing asks for
 * approval, so that approving must not ask for publication (`tasks.md` 6.8, choice). Refused: `approval_not_pending`.
 */
export function approveTask(task: TaskState): TaskEvent[] | Rejection {
  const refusal = refuseUnlessPending(task);
  if (refusal) return refusal;
  const approved: TaskState = { ...task, approval_state: 'approved' };
  const data = { previous_approval_state: task.approval_state, task_status: deriveStatus(approved) };
  const events: TaskEvent[] = [{ type: 'task.approved', data }];
  return task.status === 'draft' ? [...events, published(approved)] : events;
}

/**
 * `task.rejected`; open runs stay as they are, and unclaimable. Refused: `approval_not_pending`, and
 * `invalid_status_transition` for a task that has ended (choice).
 */
export function rejectTask(task: TaskState): TaskEvent[] | Rejection {
  const refusal = refuseUnlessPending(task);
  if (refusal) return refusal;
  if (isClosed(task.status)) {
    return new Rejection('invalid_status_transition', `task ${task.id} is ${task.status} and cannot be rejected`);
  }
  const task_status = deriveStatus({ ...task, approval_state: 'rejected' });
  return [{ type: 'task.rejected', data: { previous_approval_state: task.approval_state, task_status } }];
}

function refuseUnlessPending({ id, approval_policy, approval_state }: TaskState): Rejection | undefined {
  if (approval_policy === 'manual' && approval_state === 'pending') return undefined;
  const why = approval_policy === 'manual' ? `is ${approval_state} already` : 'needs no approval';
  return new Rejection('approval_not_pending', `task ${id} ${why}`);
}
