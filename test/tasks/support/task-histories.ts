/** Events of a task, short to write in tests, and the tasks that they make. */
import type {
  RunCanceled,
  RunClaimed,
  RunCompleted,
  RunEnqueued,
  RunFailed,
  RunForceStopped,
  RunLeaseExpired,
  RunLeaseExtended,
  RunProgress,
  RunReleased,
} from '../../../src/tasks/domain/run-events.js';
import type {
  ChildCreated,
  DependencyAdded,
  DependencyChanged,
  DependencyRemoved,
  TaskCanceled,
  TaskCreated,
  TaskDecided,
  TaskDeleted,
  TaskEvent,
  TaskPaused,
  TaskPublished,
  TaskResumed,
  TaskUpdated,
} from '../../../src/tasks/domain/task-events.js';
import { existingTask, type RunState, type TaskState, type TaskStream } from '../../../src/tasks/domain/task-state.js';
import { taskStream } from '../../../src/tasks/domain/task-stream.js';
import type { TaskStatus } from '../../../src/tasks/domain/vocabulary.js';
import { ACTOR, type Given, given, ORIGIN, timeOf } from '../../support/given-when-then.js';

export const TASK = 'task-1';
/** A task that TASK waits for. */
export const BLOCKER = 'task-0';
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

export function childCreated(more: Partial<ChildCreated> = {}): TaskEvent {
  return { type: 'task.child_created', data: { child_task_id: 'task-2', child_scope: 'global', ...more } };
}

export function childRemoved(child_task_id = 'task-2'): TaskEvent {
  return { type: 'task.child_removed', data: { child_task_id } };
}

export function updated(changes: TaskUpdated['changes'], more: Partial<TaskUpdated> = {}): TaskEvent {
  return { type: 'task.updated', data: { changes, task_status: 'ready', ...more } };
}

export function published(more: Partial<TaskPublished> = {}): TaskEvent {
  const data = { previous_status: 'draft', approval_state: 'not_required', task_status: 'ready' } as const;
  return { type: 'task.published', data: { ...data, ...more } };
}

export function approved(more: Partial<TaskDecided> = {}): TaskEvent {
  return { type: 'task.approved', data: { previous_approval_state: 'pending', task_status: 'ready', ...more } };
}

export function rejected(more: Partial<TaskDecided> = {}): TaskEvent {
  return { type: 'task.rejected', data: { previous_approval_state: 'pending', task_status: 'blocked', ...more } };
}

export function canceled(more: Partial<TaskCanceled> = {}): TaskEvent {
  return { type: 'task.canceled', data: { task_status: 'canceled', ...more } };
}

export function dependencyAdded(more: Partial<DependencyAdded> = {}): TaskEvent {
  const data = { depends_on_task_id: BLOCKER, kind: 'blocks', satisfied: false, task_status: 'blocked' } as const;
  return { type: 'task.dependency_added', data: { ...data, ...more } };
}

export function dependencyRemoved(more: Partial<DependencyRemoved> = {}): TaskEvent {
  const data = { depends_on_task_id: BLOCKER, kind: 'blocks', task_status: 'ready' } as const;
  return { type: 'task.dependency_removed', data: { ...data, ...more } };
}

export function dependencyChanged(more: Partial<DependencyChanged> = {}): TaskEvent {
  const data = { depends_on_task_id: BLOCKER, satisfied: true, task_status: 'ready' } as const;
  return { type: 'task.dependency_changed', data: { ...data, ...more } };
}

export function dependencyDropped(task_status: TaskStatus = 'ready'): TaskEvent {
  return { type: 'task.dependency_dropped', data: { depends_on_task_id: BLOCKER, task_status } };
}

export function paused(more: Partial<TaskPaused> = {}): TaskEvent {
  return { type: 'task.paused', data: { by: ACTOR, reason: 'too early', previous_paused: false, ...more } };
}

export function resumed(more: Partial<TaskResumed> = {}): TaskEvent {
  return { type: 'task.resumed', data: { by: ACTOR, previous_paused: true, ...more } };
}

/** Without an id there is no paused task above any more. */
export function pauseInherited(from?: string): TaskEvent {
  return { type: 'task.pause_inherited', data: from === undefined ? {} : { pause_inherited_from: from } };
}

export function deleted(more: Partial<TaskDeleted> = {}): TaskEvent {
  const data = { id: TASK, scope: 'global', deleted_by: ACTOR, final_status: 'ready', ...more } as const;
  return { type: 'task.deleted', data };
}

export function runCanceled(more: Partial<RunCanceled> = {}): TaskEvent {
  return { type: 'task.run_canceled', data: { run_id: RUN, task_status: 'ready', ...more } };
}

export function forceStopped(more: Partial<RunForceStopped> = {}): TaskEvent {
  const data = { run_id: RUN, session_id: SESSION, grace_timeout_ms: 0 };
  return { type: 'task.run_force_stopped', data: { ...data, ...more } };
}

/** A task with this history. */
export function task(...history: readonly TaskEvent[]): Given<TaskStream, TaskEvent> {
  return given(taskStream, ...history);
}

/** The state after this history, which has begun with `created`. */
export function taskState(...history: readonly TaskEvent[]): TaskState {
  return known(task(...history).state);
}

/** The state that a decider is given, where there being no task would be a mistake of the test. */
export function known(state: TaskStream): TaskState {
  const existing = existingTask(state);
  if (!existing) throw new Error('there is no task');
  return existing;
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
