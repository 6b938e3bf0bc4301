import type { Json } from '../../ledger/event.js';
import type { Recorded } from '../../ledger/stream-type.js';
import { evolveOwn } from './evolve-own.js';
import { currentRunId, defined, evolveRuns } from './evolve-run.js';
import type { RunEvent } from './run-events.js';
import { INTERNAL_TASK_EVENTS, type TaskCreated, type TaskEvent } from './task-events.js';
import { callbackOf, webTaskOf } from './task-settings.js';
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

/** A task that only this fold has yet: it is changed in place, since a copy for each change is most of what folding costs. */
type Draft = { -readonly [Key in keyof TaskState]: TaskState[Key] };

/** Folds one event into a task (pure, total). An event that cannot follow on the state is a corrupt stream. */
export function evolveTask(state: TaskStream, event: Recorded<TaskEvent>): TaskStream {
  if (event.type === 'task.created') return created(event);
  const task = existingTask(state);
  if (event.type === 'task.deleted') return tombstone(task?.id ?? event.data.id, event.recordedAt);
  if (!task) throw new Error(`${event.type} on a task that does not exist`);
  const changed: Draft = isRunEvent(event)
    ? withReview(withRuns(task, evolveRuns(task, event)), event)
    : evolveOwn(task, event);
  const status = 'task_status' in event.data ? event.data.task_status : task.status;
  return touch(withStatus(changed, status, event.recordedAt), event, status !== task.status);
}

/** On its own, too: what was before it may be erased. */
function tombstone(id: string | undefined, now: string): TaskStream {
  if (id === undefined) throw new Error('task.deleted on a task that does not exist');
  return { id, deleted_at: now };
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
    ...settingsOf(data.metadata),
    ...(data.description === undefined && data.metadata === undefined ? {} : { has_documents: true }),
  };
}

function settingsOf(metadata: Json | undefined): Pick<TaskState, 'callback_url' | 'web_task'> {
  if (metadata === undefined) return {};
  const [callback_url, web_task] = [callbackOf(metadata), webTaskOf(metadata)];
  return { ...(callback_url === undefined ? {} : { callback_url }), ...(web_task === undefined ? {} : { web_task }) };
}

function withRuns(task: TaskState, runs: readonly RunState[]): Draft {
  const current = currentRunId(runs);
  if (current !== undefined) return { ...task, runs, current_run_id: current };
  // Taking a member away costs more than a copy: only where there is one to take.
  if (task.current_run_id === undefined) return { ...task, runs };
  const { current_run_id: _before, ...kept } = task;
  return { ...kept, runs };
}

/** A verdict is kept as the task's last one and moves `updated_at` (`reviews.md` A.7). */
function withReview(draft: Draft, event: Recorded<RunEvent>): Draft {
  if (event.type !== 'task.run_review_recorded') return draft;
  const { review_id, outcome, review_round } = event.data;
  draft.last_review = {
    review_id,
    outcome,
    review_round: outcome === 'rejected' ? review_round + 1 : review_round,
    ...(outcome === 'blocked' ? { circuit_opened_at: event.recordedAt } : {}),
  };
  draft.updated_at = event.recordedAt;
  return draft;
}

/** `updated_at` moves with a change of status; `closed_at` is set exactly while the status is terminal (`tasks.md` 5.5). */
function withStatus(draft: Draft, status: TaskStatus, now: string): Draft {
  if (status === draft.status) return draft;
  draft.status = status;
  draft.updated_at = now;
  if (isClosed(status)) draft.closed_at = now;
  else if (draft.closed_at !== undefined) {
    const { closed_at: _closed, ...open } = draft;
    return open;
  }
  return draft;
}

/**
 * An internal event is no activity, but the change of status that it brings is (`tasks.md` 5.2). A heartbeat is one that
 * nobody has to look at.
 */
function touch(draft: Draft, event: Recorded<TaskEvent>, turned: boolean): TaskState {
  const { position, recordedAt } = event;
  const isInternal = INTERNAL_TASK_EVENTS.has(event.type);
  if (isInternal && !turned) return draft;
  const touched = event.type === 'task.run_lease_extended' ? heartbeat(draft, event, turned) : withoutHeartbeats(draft);
  touched.last_activity_at = recordedAt;
  if (isInternal) touched.attention_seq = position;
  else touched.latest_event_seq = position;
  return touched;
}

function heartbeat(draft: Draft, { position, recordedAt }: Recorded<TaskEvent>, turned: boolean): Draft {
  const attention = { at: attentionAt(draft), seq: attentionSeq(draft) };
  draft.activity_before_heartbeats_at = turned ? recordedAt : attention.at;
  draft.attention_seq = turned ? position : attention.seq;
  return draft;
}

function withoutHeartbeats(draft: Draft): Draft {
  if (draft.attention_seq === undefined) return draft;
  const { activity_before_heartbeats_at: _before, attention_seq: _seq, ...kept } = draft;
  return kept;
}
