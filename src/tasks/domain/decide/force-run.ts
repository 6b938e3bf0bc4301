import type { Actor, Json } from '../../../ledger/event.js';
import type { Rejection } from '../../../ledger/rejection.js';
import { allows } from '../run-operations.js';
import { isTerminal } from '../run-status.js';
import type { TaskEvent } from '../task-events.js';
import type { RunState, TaskState } from '../task-state.js';
import { type ForceDiagnostic, forceRejected, inspectRun } from './force-refusal.js';
import { statusWith } from './run-command.js';

/** An operator takes a run from whoever claimed it (`runs.md` 3.16). */
export interface ForceRelease {
  readonly by: Actor;
  readonly reason?: string;
}

/** An operator gives a run up that nobody works on yet (`runs.md` 3.17). */
export interface ForceFail {
  readonly by: Actor;
  /** Never blank; becomes the run's error. */
  readonly reason: string;
  readonly metadata?: Json;
}

/** `task.run_released` with what the lease was; refused `task_run_not_releasable`. The session lives on. */
export function forceReleaseRun(task: TaskState, run: RunState, command: ForceRelease): TaskEvent[] | Rejection {
  if (!allows('force_release', run.status)) return forceRejected(NOT_RELEASABLE, run);
  const { by, reason } = command;
  const { session_id, claim_token_hash, lease_until } = run;
  return [
    {
      type: 'task.run_released',
      data: {
        run_id: run.id,
        previous_status: run.status,
        task_status: statusWith(task, { ...run, status: 'queued' }),
        ...(reason === undefined ? {} : { reason }),
        ...(session_id === undefined ? {} : { session_id }),
        forced: {
          by,
          ...(claim_token_hash === undefined ? {} : { claim_token_hash }),
          ...(lease_until === undefined ? {} : { lease_until }),
        },
      },
    },
  ];
}

/** `task.run_operator_forced_fail`; refused `task_run_already_terminal` and `task_run_still_active`. */
export function forceFailRun(task: TaskState, run: RunState, command: ForceFail): TaskEvent[] | Rejection {
  if (!allows('force_fail', run.status)) {
    return forceRejected(isTerminal(run.status) ? ALREADY_TERMINAL : STILL_ACTIVE, run);
  }
  const { by, reason, metadata } = command;
  return [
    {
      type: 'task.run_operator_forced_fail',
      data: {
        run_id: run.id,
        by,
        previous_status: run.status,
        task_status: statusWith(task, { ...run, status: 'failed' }),
        reason,
        ...(run.session_id === undefined ? {} : { session_id: run.session_id }),
        ...(metadata === undefined ? {} : { metadata }),
      },
    },
  ];
}

const NOT_RELEASABLE: ForceDiagnostic = {
  code: 'task_run_not_releasable',
  severity: 'error',
  title: 'Task run cannot be force released',
  words: 'only a claimed run can be released',
  next: inspectRun,
};

const ALREADY_TERMINAL: ForceDiagnostic = {
  code: 'task_run_already_terminal',
  severity: 'info',
  title: 'Task run is already terminal',
  words: 'it has ended',
  next: inspectRun,
};

const STILL_ACTIVE: ForceDiagnostic = {
  code: 'task_run_still_active',
  severity: 'error',
  title: 'Task run is still active',
  words: 'a run at work is canceled, not failed',
  next: ({ id }) => `POST /api/task-runs/${id}/cancel {"reason": "stop before force fail"}`,
};
