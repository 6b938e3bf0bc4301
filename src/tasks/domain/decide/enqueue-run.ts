import { Rejection } from '../../../ledger/rejection.js';
import type { TaskEvent } from '../task-events.js';
import { existingTask, type TaskState, type TaskStream } from '../task-state.js';
import { deriveStatus } from '../task-status.js';
import { newRun, type NewRunFacts, type RunWords } from './new-run.js';

/** A request for one more run of a task (`runs.md` 3.1). */
export interface EnqueueRun extends RunWords {
  readonly task_id: string;
  readonly idempotency_key?: string;
  readonly request_fingerprint?: string;
}

/** The task, or the refusal that there is none, deleted ones included. */
export function existing(state: TaskStream, taskId: string): TaskState | Rejection {
  return existingTask(state) ?? new Rejection('task_not_found', `task ${taskId} does not exist`);
}

/** What start and publish ask for before they enqueue: not blocked, draft or canceled (`tasks.md` 4.5). */
export function refuseUnlessExecutable(task: TaskState): Rejection | undefined {
  const status = deriveStatus(task);
  if (status !== 'blocked' && status !== 'draft' && status !== 'canceled') return undefined;
  return new Rejection('task_not_executable', `task ${task.id} is ${status} and cannot execute`);
}

/** `task.run_enqueued`, refused as every new run is; the idempotency lookup comes before this. */
export function enqueueRun(task: TaskState, command: EnqueueRun, facts: NewRunFacts): TaskEvent[] | Rejection {
  const run = newRun(task, command, facts);
  if (run instanceof Rejection) return run;
  const { idempotency_key, request_fingerprint } = command;
  return [
    {
      type: 'task.run_enqueued',
      data: {
        ...run,
        ...(idempotency_key === undefined ? {} : { idempotency_key }),
        ...(request_fingerprint === undefined ? {} : { request_fingerprint }),
      },
    },
  ];
}
