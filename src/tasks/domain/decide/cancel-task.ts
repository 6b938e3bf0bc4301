import { Rejection } from '../../../ledger/rejection.js';
import { isOpen } from '../run-status.js';
import type { TaskEvent } from '../task-events.js';
import type { RunState, TaskState } from '../task-state.js';
import { deriveStatus, isClosed } from '../task-status.js';
import { canceledRun, type CancelWords } from './cancel-run.js';
import { refuseOversized } from './payload-size.js';

/** Why a task tree is canceled, as every event of it says (`tasks.md` 6.9). */
export type CancelTask = CancelWords;

/** `payload_too_large` where reason and metadata would not fit into an event's payload (`tasks.md` 1.3, choice). */
export function refuseOversizedCancel(command: CancelTask): Rejection | undefined {
  return refuseOversized('cancel_task', command);
}

/** Bytes that the words of one cancellation may come to in all its events together: the lane is held while they are written. */
const REPEATED_BYTES = 16_777_216;

/** `payload_too_large` where the words, which every event of the tree repeats, would come to too much. */
export function refuseRepeated(command: CancelTask, events: number): Rejection | undefined {
  const bytes = Buffer.byteLength(JSON.stringify(command));
  if (events < 2 || bytes * events <= REPEATED_BYTES) return undefined;
  const most = Math.floor(REPEATED_BYTES / events);
  return new Rejection(
    'payload_too_large',
    `cancel_task: reason and metadata are repeated in ${events} events here, so they must be at most ${most} bytes of JSON`,
  );
}

/** Whether this task may be the root of a cancellation: completed and failed ones are left as they ended. */
export function refuseUnlessCancelable(root: TaskState): Rejection | undefined {
  const status = deriveStatus(root);
  if ((status !== 'completed' && status !== 'failed') || root.runs.some((run) => isOpen(run.status))) return undefined;
  return new Rejection('invalid_status_transition', `task ${root.id} is ${status} and cannot be canceled`);
}

/**
 * Each open run's `task.run_canceled`, then `task.canceled`; nothing for a task that has ended. `root` is the task whose
 * cancellation reaches this one from above.
 */
export function cancelTask(task: TaskState, command: CancelTask, root?: Pick<TaskState, 'id'>): TaskEvent[] {
  const status = deriveStatus(task);
  const open = task.runs.filter((run) => isOpen(run.status)).sort(newestFirst);
  if (isClosed(status) && (root || open.length === 0)) return [];
  const why = { ...command, ...(root ? { propagated_from_task_id: root.id } : {}) };
  const runs = open.map((run): TaskEvent => ({ type: 'task.run_canceled', data: canceledRun(run, status, why) }));
  const canceled_run_ids = open.map((run) => run.id);
  const data = { ...why, ...(open.length > 0 ? { canceled_run_ids } : {}), task_status: 'canceled' } as const;
  return [...runs, { type: 'task.canceled', data }];
}

function newestFirst(a: RunState, b: RunState): number {
  if (a.queued_at !== b.queued_at) return a.queued_at > b.queued_at ? -1 : 1;
  return a.id > b.id ? -1 : 1;
}

/** Siblings in list order: latest activity first (`tasks.md` 6.1). Negative: `a` first. */
export function byActivity(a: TaskState, b: TaskState): number {
  for (const column of ['last_activity_at', 'updated_at', 'created_at', 'id'] as const) {
    if (a[column] !== b[column]) return a[column] > b[column] ? -1 : 1;
  }
  return 0;
}
