import type { InlineView, RowSink, StreamChange } from '../../ledger/lane/inline-view.js';
import type { TaskEvent } from '../domain/task-events.js';
import type { TaskState, TaskStream } from '../domain/task-state.js';
import { TASK_ACTIVITY, TASK_DOCUMENTS, type TaskRow, TASKS } from './task-tables.js';

/** The task view: one row a task, its activity, and its documents; written with the event, read by every list. */
export const taskView: InlineView<TaskStream, TaskEvent> = {
  name: 'task',
  version: 1,
  category: 'task',
  tables: [TASKS, TASK_ACTIVITY, TASK_DOCUMENTS],

  project({ before, after, events }: StreamChange<TaskStream, TaskEvent>, rows: RowSink): void {
    if (after === null) return;
    if (before === null || shownDiffers(before, after)) rows.put(TASKS, taskRow(after));
    rows.put(TASK_ACTIVITY, {
      task_id: after.id,
      latest_event_seq: after.latest_event_seq,
      last_activity_at: after.last_activity_at,
    });
    for (const event of events) if (event.type === 'task.created') putDocuments(event.data, rows);
  },
};

function putDocuments(data: Extract<TaskEvent, { type: 'task.created' }>['data'], rows: RowSink): void {
  if (data.description !== undefined) {
    rows.put(TASK_DOCUMENTS, { owner_id: data.id, name: 'description', value: data.description });
  }
  if (data.metadata !== undefined) {
    rows.put(TASK_DOCUMENTS, { owner_id: data.id, name: 'metadata', value: data.metadata });
  }
}

/** Whether the row changed: most events of a task move only its runs and its activity. */
function shownDiffers(before: TaskState, after: TaskState): boolean {
  const then: Record<string, unknown> = { ...taskRow(before) };
  const now = taskRow(after);
  return (Object.keys(now) as (keyof TaskRow)[]).some((column) => then[column] !== now[column]);
}

export function taskRow(task: TaskState): TaskRow {
  return {
    id: task.id,
    uuid: task.uuid,
    number: task.number,
    identifier: task.identifier ?? null,
    scope: task.scope,
    workspace_id: task.workspace_id ?? null,
    parent_task_id: task.parent_task_id ?? null,
    network_channel: task.network_channel ?? null,
    title: task.title,
    priority: task.priority,
    max_attempts: task.max_attempts,
    auto_enqueue_on_ready: task.auto_enqueue_on_ready,
    status: task.status,
    approval_policy: task.approval_policy,
    approval_state: task.approval_state,
    owner_kind: task.owner?.kind ?? null,
    owner_ref: task.owner?.ref ?? null,
    paused: task.paused,
    paused_by: task.paused_by ?? null,
    paused_at: task.paused_at ?? null,
    paused_reason: task.paused_reason ?? null,
    created_by_kind: task.created_by.kind,
    created_by_ref: task.created_by.ref,
    origin_kind: task.origin.kind,
    origin_ref: task.origin.ref,
    created_at: task.created_at,
    updated_at: task.updated_at,
    closed_at: task.closed_at ?? null,
    child_count: task.child_count,
    dependency_count: task.dependencies.length,
  };
}
