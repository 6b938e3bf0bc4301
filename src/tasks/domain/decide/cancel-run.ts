import type { Json } from '../../../ledger/event.js';
import type { Rejection } from '../../../ledger/rejection.js';
import type { RunCanceled } from '../run-events.js';
import type { TaskEvent } from '../task-events.js';
import type { RunState, TaskState } from '../task-state.js';
import type { TaskStatus } from '../vocabulary.js';
import { refuseUnlessAllowed, statusWith } from './run-command.js';

/** Why a run is canceled, as its event says. */
export interface CancelWords {
  readonly reason?: string;
  readonly metadata?: Json;
}

/**
 * `task.run_canceled` of one run, whoever holds it; its task is canceled with it, for good, without an event of its own
 * (`runs.md` 1.3, 3.15). Refused: `invalid_status_transition`.
 */
export function cancelRun(task: TaskState, run: RunState, why: CancelWords): TaskEvent[] | Rejection {
  const refusal = refuseUnlessAllowed('cancel', run);
  if (refusal) return refusal;
  const task_status = statusWith(task, { ...run, status: 'canceled' });
  return [{ type: 'task.run_canceled', data: canceledRun(run, task_status, why) }];
}

/** A run at work has a session that must be told to stop, which happens after the commit. */
export function canceledRun(
  run: RunState,
  task_status: TaskStatus,
  why: CancelWords & Pick<RunCanceled, 'propagated_from_task_id'>,
): RunCanceled {
  const { session_id } = run;
  const works = run.status === 'starting' || run.status === 'running';
  return {
    run_id: run.id,
    task_status,
    ...why,
    ...(session_id === undefined ? {} : { session_id }),
    ...(works && session_id !== undefined ? { cooperative_stop_requested: true } : {}),
  };
}
