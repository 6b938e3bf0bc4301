import type { Actor, Json } from '../../../ledger/event.js';
import { Rejection } from '../../../ledger/rejection.js';
import type { TaskEvent } from '../task-events.js';
import { isClosed } from '../task-status.js';
import type { TaskState } from '../task-state.js';
import { refuseOversized } from './payload-size.js';

/** A pause of a task and of all below it (`tasks.md` 6.10). */
export interface PauseTask {
  readonly by: Actor;
  /** Never blank. */
  readonly reason: string;
  readonly metadata?: Json;
}

export type ResumeTask = Omit<PauseTask, 'reason'>;

/** The refusal of a pause that says no reason: `force_op_requires_reason`. */
export function reasonMissing(taskId: string): Rejection {
  const message = `task ${taskId} is paused with a reason only`;
  return new Rejection('force_op_requires_reason', message, {
    diagnostic: {
      code: 'force_op_requires_reason',
      severity: 'error',
      title: 'Task pause requires a reason',
      message,
      suggested_command: `POST /api/tasks/${taskId}/pause {"reason": "incident response"}`,
    },
  });
}

/** `payload_too_large` where reason and metadata would not fit into an event's payload (`tasks.md` 1.3). */
export function refuseOversizedPause(words: Pick<PauseTask, 'reason' | 'metadata'>): Rejection | undefined {
  return refuseOversized('pause_task', words);
}

/** `task_already_terminal` for a task that has ended: there is nothing left to hold back. */
export function refuseUnlessPausable(task: TaskState): Rejection | undefined {
  if (!isClosed(task.status)) return undefined;
  const message = `task ${task.id} is ${task.status}`;
  return new Rejection('task_already_terminal', message, {
    diagnostic: {
      id: 'task.pause.task_run_already_terminal',
      code: 'task_run_already_terminal',
      severity: 'info',
      title: 'Task is already terminal',
      message,
      suggested_command: `GET /api/tasks/${task.id}/inspect`,
      evidence: { task_id: task.id, task_status: task.status },
    },
  });
}

/** `task.paused`, also on a paused task: who, when and why are then the new ones. */
export function pauseTask(task: TaskState, command: PauseTask): TaskEvent[] {
  return [{ type: 'task.paused', data: { ...command, previous_paused: task.paused } }];
}

/** `task.resumed`, also on a task that is not paused: a resume is on record whatever it found. */
export function resumeTask(task: TaskState, command: ResumeTask): TaskEvent[] {
  return [{ type: 'task.resumed', data: { ...command, previous_paused: task.paused } }];
}

/** The internal event of a child whose nearest paused task above is now `from`; nothing where it already was. */
export function inheritPause(task: TaskState, from: string | undefined): TaskEvent[] {
  if (task.pause_inherited_from === from) return [];
  return [{ type: 'task.pause_inherited', data: from === undefined ? {} : { pause_inherited_from: from } }];
}
