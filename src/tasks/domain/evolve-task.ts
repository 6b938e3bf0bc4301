import type { Recorded } from '../../ledger/stream-type.js';
import { evolveOwn } from './evolve-own.js';
import { currentRunId, defined, evolveRuns } from './evolve-run.js';
import type { RunEvent } from './run-events.js';
import { INTERNAL_TASK_EVENTS, type TaskCreated, type TaskEvent } from './task-events.js';
import { isClosed } from './task-status.js';
import {
  attentionAt,
  attentionSeq,
  existingTask,
  type RunState,
  type TaskState,
  type TaskStream,
} from './task-state.js';
import type { TaskStatus } from './vocabulary.js';

/** Folds one event into a task (pure, total). An event that cannot follow on the state is a corrupt stream. */
export function evolveTask(state: TaskStream, event: Recorded<TaskEvent>): TaskStream {
  if (event.type === 'task.created') return created(event);
  const task = existingTask(state);
  if (!task) throw new Error(`${event.type} on a task that does not exist`);
  if (event.type === 'task.deleted') return { id: task.id, deleted_at: event.recordedAt };
  const changed = isRunEvent(event) ? withRuns(task, evolveRuns(task.runs, event)) : evolveOwn(task, event);
  const status = 'task_status' in event.data ? event.data.task_status : task.status;
  return touch(withStatus(changed, status, event.recordedAt), event, status !== task.status);
}

function isRunEvent(event: Recorded<TaskEvent>): event is Recorded<RunEvent> {
  return 'run_id' in event.data;
}

function created(event: Recorded<{ type: 'task.created'; data: TaskCreated }>): TaskState {
  const { data, recordedAt, position } = event;
  return {
    id: data.id,
    uuid: data.uuid,
    number: data.number,
    scope: data.scope,
    title: data.title,
    priority: data.priority,
    max_attempts: data.max_attempts,
    auto_enqueue_on_ready: data.auto_enqueue_on_ready,
    approval_policy: data.approval_policy,
    approval_state: data.approval_state,
    status: data.task_status,
    ...defined<TaskCreated>(data, [
      'identifier',
      'workspace_id',
      'parent_task_id',
      'network_channel',
      'owner',
      'pause_inherited_from',
    ]),
    paused: false,
    created_by: event.actor,
    origin: event.origin,
    created_at: recordedAt,
    updated_at: recordedAt,
    latest_event_seq: position,
    last_activity_at: recordedAt,
    runs: [],
    dependencies: [],
    child_count: 0,
    ...(data.description === undefined && data.metadata === undefined ? {} : { has_documents: true }),
  };
}

function withRuns(state: TaskState, runs: readonly RunState[]): TaskState {
  const { current_run_id: _before, ...kept } = state;
  const current = currentRunId(runs);
  return { ...kept, runs, ...(current === undefined ? {} : { current_run_id: current }) };
}

/** `updated_at` moves with a change of status; `closed_at` is set exactly while the status is terminal (`tasks.md` 5.5). */
function withStatus(state: TaskState, status: TaskStatus, now: string): TaskState {
  if (status === state.status) return state;
  const { closed_at: _closed, ...open } = state;
  return { ...open, status, updated_at: now, ...(isClosed(status) ? { closed_at: now } : {}) };
}

/**
 * An internal event is no activity, but the change of status that it brings is (`tasks.md` 5.2). A heartbeat is one that
 * nobody has to look at.
 */
function touch(state: TaskState, event: Recorded<TaskEvent>, turned: boolean): TaskState {
  const { position, recordedAt } = event;
  if (event.type === 'task.run_lease_extended') {
    const moved = { latest_event_seq: position, last_activity_at: recordedAt };
    const attention = turned
      ? { activity_before_heartbeats_at: recordedAt, attention_seq: position }
      : { activity_before_heartbeats_at: attentionAt(state), attention_seq: attentionSeq(state) };
    return { ...state, ...moved, ...attention };
  }
  if (!INTERNAL_TASK_EVENTS.has(event.type)) {
    return { ...withoutHeartbeats(state), latest_event_seq: position, last_activity_at: recordedAt };
  }
  return turned ? { ...withoutHeartbeats(state), last_activity_at: recordedAt, attention_seq: position } : state;
}

function withoutHeartbeats(state: TaskState): TaskState {
  if (state.attention_seq === undefined) return state;
  const { activity_before_heartbeats_at: _before, attention_seq: _seq, ...kept } = state;
  return kept;
}
