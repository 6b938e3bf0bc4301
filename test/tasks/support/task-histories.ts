/** Events of a task, short to write in tests, and the tasks that they make. */
import type {
  RunClaimed,
  RunCompleted,
  RunEnqueued,
  RunFailed,
  RunLeaseExpired,
  RunLeaseExtended,
  RunProgress,
  RunReleased,
  TaskCreated,
  TaskEvent,
} from '../../../src/tasks/domain/task-events.js';
import type { RunState, TaskState } from '../../../src/tasks/domain/task-state.js';
import { taskStream } from '../../../src/tasks/domain/task-stream.js';
import { type Given, given, ORIGIN, timeOf } from '../../support/given-when-then.js';

export const TASK = 'task-1';
export const RUN = 'run-0000000000000001';
export const SESSION = 'sess-1';
export const HASH = `sha256:${'a'.repeat(64)}`;
/** A lease that no history of a test outlives. */
export const UNTIL = timeOf(300);

export function created(more: Partial<TaskCreated> = {}): TaskEvent {
  const data: TaskCreated = {
    id: TASK,
    uuid: '0b9f2d4e-6a3b-4e8c-9a42-3f1f3c1c0001',
    number: 1,
    scope: 'global',
    title: 'Write it down',
    priority: 'medium',
    max_attempts: 3,
    auto_enqueue_on_ready: false,
    approval_policy: 'none',
    approval_state: 'not_required',
    task_status: 'ready',
    ...more,
  };
  return { type: 'task.created', data };
}

export function enqueued(more: Partial<RunEnqueued> = {}): TaskEvent {
  return { type: 'task.run_enqueued', data: { run_id: RUN, number: 2, attempt: 1, task_status: 'ready', ...more } };
}

export function claimed(more: Partial<RunClaimed> = {}): TaskEvent {
  const data: RunClaimed = {
    run_id: RUN,
    task_status: 'ready',
    claimed_by: { kind: 'agent_session', ref: SESSION },
    session_id: SESSION,
    lease_epoch: 1,
    claim_token_hash: HASH,
    lease_until: UNTIL,
    ...more,
  };
  return { type: 'task.run_claimed', data };
}

/** Claimed by an operator: no session, no lease. */
export function claimedWithoutLease(): TaskEvent {
  return {
    type: 'task.run_claimed',
    data: { run_id: RUN, task_status: 'ready', claimed_by: { kind: 'human', ref: 'ann' } },
  };
}

export function extended(more: Partial<RunLeaseExtended> = {}): TaskEvent {
  const data: RunLeaseExtended = {
    run_id: RUN,
    status: 'claimed',
    task_status: 'ready',
    lease_until: UNTIL,
    heartbeat_at: timeOf(3),
    claim_token_hash: HASH,
    ...more,
  };
  return { type: 'task.run_lease_extended', data };
}

export function expired(more: Partial<RunLeaseExpired> = {}): TaskEvent {
  const data = { run_id: RUN, previous_status: 'claimed', task_status: 'ready', reason: 'scheduler_sweep' } as const;
  return { type: 'task.run_lease_expired', data: { ...data, ...more } };
}

export function released(more: Partial<RunReleased> = {}): TaskEvent {
  return {
    type: 'task.run_released',
    data: { run_id: RUN, previous_status: 'claimed', task_status: 'ready', ...more },
  };
}

export function completed(more: Partial<RunCompleted> = {}): TaskEvent {
  return { type: 'task.run_completed', data: { run_id: RUN, task_status: 'completed', ...more } };
}

export function failed(more: Partial<RunFailed> = {}): TaskEvent {
  return { type: 'task.run_failed', data: { run_id: RUN, task_status: 'ready', error: 'it broke', ...more } };
}

export function progressed(more: Partial<RunProgress> = {}): TaskEvent {
  return { type: 'task.run_progress', data: { run_id: RUN, ...more } };
}

/** A task with this history. */
export function task(...history: readonly TaskEvent[]): Given<TaskState | null, TaskEvent> {
  return given(taskStream, ...history);
}

/** The state after this history, which has begun with `created`. */
export function taskState(...history: readonly TaskEvent[]): TaskState {
  const { state } = task(...history);
  if (state === null) throw new Error('a history begins with task.created');
  return state;
}

/** The state that a decider is given, where null would be a mistake of the test. */
export function known(state: TaskState | null): TaskState {
  if (state === null) throw new Error('there is no task');
  return state;
}

/** A run in any status, also those that no event of today leads to. */
export function run(more: Partial<RunState> = {}): RunState {
  return {
    id: RUN,
    number: 2,
    attempt: 1,
    status: 'queued',
    origin: ORIGIN,
    queued_at: timeOf(1),
    lease_epoch: 0,
    ...more,
  };
}

/** A task that holds these runs, whatever led to them. */
export function taskWith(runs: readonly RunState[], more: Partial<TaskState> = {}): TaskState {
  return { ...taskState(created()), runs, ...more };
}
