import type { Json } from '../../../ledger/event.js';
import { Rejection } from '../../../ledger/rejection.js';
import { coordinationChannelId } from '../coordination-channel.js';
import { isOpen } from '../run-status.js';
import type { RunEnqueued } from '../run-events.js';
import type { TaskEvent } from '../task-events.js';
import { attemptsExhausted, deriveStatus, nextAttempt } from '../task-status.js';
import { existingTask, type RunState, type TaskState, type TaskStream } from '../task-state.js';

/** A request for one more run of a task (`runs.md` 3.1). */
export interface EnqueueRun {
  readonly task_id: string;
  readonly idempotency_key?: string;
  readonly request_fingerprint?: string;
  readonly network_channel?: string;
  readonly metadata?: Json;
  readonly workflow_id?: string;
}

export interface EnqueueFacts {
  readonly run_id: string;
  /** The run's integer alias, unique over all runs. */
  readonly number: number;
  readonly now: string;
  /** The workspace that already uses the run's network channel, if any. */
  readonly channel_workspace_id?: string;
}

/** The task, or the refusal that there is none, deleted ones included. */
export function existing(state: TaskStream, taskId: string): TaskState | Rejection {
  return existingTask(state) ?? new Rejection('task_not_found', `task ${taskId} does not exist`);
}

/** Draft and canceled tasks take no runs; blocked ones do, their runs wait (`tasks.md` 4.5). */
export function refuseUnlessEnqueueable(task: TaskState): Rejection | undefined {
  if (task.status !== 'draft' && task.status !== 'canceled') return undefined;
  return new Rejection('task_not_executable', `task ${task.id} is ${task.status} and takes no runs`);
}

/** What start and publish ask for before they enqueue: not blocked, draft or canceled (`tasks.md` 4.5). */
export function refuseUnlessExecutable(task: TaskState): Rejection | undefined {
  const status = deriveStatus(task);
  if (status !== 'blocked' && status !== 'draft' && status !== 'canceled') return undefined;
  return new Rejection('task_not_executable', `task ${task.id} is ${status} and cannot execute`);
}

/**
 * `task.run_enqueued`. The idempotency lookup comes before this; here: one open run per task (`open_run_exists`),
 * attempts left (`attempts_exhausted`), a channel not taken by another workspace (`channel_in_other_workspace`).
 */
export function enqueueRun(task: TaskState, command: EnqueueRun, facts: EnqueueFacts): TaskEvent[] | Rejection {
  const refusal = refuseUnlessEnqueueable(task) ?? refuseOpenRun(task) ?? refuseExhausted(task);
  if (refusal) return refusal;
  const channel = command.network_channel ?? task.network_channel;
  const coordination = coordinationChannelId(task, facts.run_id, channel);
  if (
    coordination !== undefined &&
    facts.channel_workspace_id !== undefined &&
    facts.channel_workspace_id !== task.workspace_id
  ) {
    return new Rejection('channel_in_other_workspace', `channel ${coordination} belongs to another workspace`);
  }
  const { task_id: _task, ...request } = command;
  const data: Omit<RunEnqueued, 'task_status'> = {
    ...request,
    run_id: facts.run_id,
    number: facts.number,
    attempt: nextAttempt(task.runs),
    ...(channel === undefined ? {} : { network_channel: channel }),
    ...(coordination === undefined ? {} : { coordination_channel_id: coordination }),
  };
  return [{ type: 'task.run_enqueued', data: { ...data, task_status: statusWithQueued(task, facts) } }];
}

function refuseOpenRun(task: TaskState): Rejection | undefined {
  const open = task.runs.find((run) => isOpen(run.status));
  if (!open) return undefined;
  return new Rejection('open_run_exists', `task ${task.id} already has open run ${open.id} (${open.status})`);
}

function refuseExhausted(task: TaskState): Rejection | undefined {
  if (!attemptsExhausted(task)) return undefined;
  return new Rejection('attempts_exhausted', `task ${task.id} has used its ${task.max_attempts} attempts`);
}

function statusWithQueued(task: TaskState, facts: EnqueueFacts): TaskState['status'] {
  const queued: RunState = {
    id: facts.run_id,
    number: facts.number,
    attempt: nextAttempt(task.runs),
    status: 'queued',
    origin: task.origin,
    queued_at: facts.now,
    lease_epoch: 0,
  };
  return deriveStatus({ ...task, runs: [...task.runs, queued] });
}
