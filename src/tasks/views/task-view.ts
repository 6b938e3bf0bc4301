import type { InlineView, RowSink, StreamChange } from '../../ledger/lane/inline-view.js';
import type { TaskCreated, TaskEvent } from '../domain/task-events.js';
import { effectivePause, existingTask, type TaskState, type TaskStream } from '../domain/task-state.js';
import { gramsOf, indexedText, searchText } from './search-text.js';
import { facetOf } from './task-facet.js';
import {
  type ListedTaskRow,
  TASK_ACTIVITY,
  TASK_DEPENDENCIES,
  TASK_DOCUMENTS,
  TASK_SEARCH,
  type TaskRow,
  TASKS,
} from './task-tables.js';

/** The task view: one row a task, its activity, edges and documents; written with the event, read by every list. */
export const taskView: InlineView<TaskStream, TaskEvent> = {
  name: 'task',
  version: 2,
  category: 'task',
  tables: [TASKS, TASK_ACTIVITY, TASK_SEARCH, TASK_DEPENDENCIES, TASK_DOCUMENTS],

  project(change: StreamChange<TaskStream, TaskEvent>, rows: RowSink): void {
    const before = existingTask(change.before);
    const after = existingTask(change.after);
    if (!after) {
      if (before) removeTask(before, rows);
      return;
    }
    if (!before || shownDiffers(before, after)) rows.put(TASKS, taskRow(after));
    projectListing(before, after, rows);
    projectDependencies(before?.dependencies ?? [], after, rows);
    for (const event of change.events) {
      if (event.type === 'task.created') putDocuments(after.id, event.data, rows);
      if (event.type === 'task.updated') putDocuments(after.id, event.data.changes, rows);
    }
  },
};

function removeTask(task: TaskState, rows: RowSink): void {
  rows.remove(TASKS, { id: task.id });
  rows.remove(TASK_ACTIVITY, { task_id: task.id });
  rows.remove(TASK_SEARCH, { task_id: task.id });
  for (const name of ['description', 'metadata'] as const) rows.remove(TASK_DOCUMENTS, { owner_id: task.id, name });
  for (const { depends_on_task_id } of task.dependencies) {
    rows.remove(TASK_DEPENDENCIES, { task_id: task.id, depends_on_task_id });
  }
}

/** What is searched changes with the title, the owner or the channel; the rest of it stays as it was made. */
function projectListing(before: TaskState | undefined, task: TaskState, rows: RowSink): void {
  const listed = listedRow(task);
  const renamed = before?.title !== task.title;
  const moved = before?.owner?.ref !== task.owner?.ref || before?.network_channel !== task.network_channel;
  if (!renamed && !moved) {
    rows.put(TASK_ACTIVITY, listed);
    return;
  }
  const text = searchText(task);
  rows.put(TASK_ACTIVITY, renamed ? { ...listed, text: indexedText(text) } : listed);
  rows.put(TASK_SEARCH, { task_id: task.id, text, grams: gramsOf(text, listed) });
}

function projectDependencies(before: TaskState['dependencies'], task: TaskState, rows: RowSink): void {
  if (before === task.dependencies) return;
  const kept = new Set(task.dependencies.map((edge) => edge.depends_on_task_id));
  // By their times: an edge that was removed and added again is another edge, though one flush did both.
  const known = new Map(before.map((edge) => [edge.depends_on_task_id, edge.created_at]));
  for (const { depends_on_task_id } of before) {
    if (!kept.has(depends_on_task_id)) rows.remove(TASK_DEPENDENCIES, { task_id: task.id, depends_on_task_id });
  }
  for (const { depends_on_task_id, created_at } of task.dependencies) {
    if (known.get(depends_on_task_id) === created_at) continue;
    rows.put(TASK_DEPENDENCIES, { task_id: task.id, depends_on_task_id, created_at });
  }
}

/** The empty description is one that was taken away. */
function putDocuments(
  taskId: string,
  { description, metadata }: Pick<TaskCreated, 'description' | 'metadata'>,
  rows: RowSink,
): void {
  if (description === '') rows.remove(TASK_DOCUMENTS, { owner_id: taskId, name: 'description' });
  else if (description !== undefined) {
    rows.put(TASK_DOCUMENTS, { owner_id: taskId, name: 'description', value: description });
  }
  if (metadata !== undefined) rows.put(TASK_DOCUMENTS, { owner_id: taskId, name: 'metadata', value: metadata });
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
    paused_by_task_id: effectivePause(task) ?? null,
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

function listedRow(task: TaskState): ListedTaskRow {
  const { status, priority, approval_state, owner } = task;
  return {
    task_id: task.id,
    latest_event_seq: task.latest_event_seq,
    last_activity_at: task.last_activity_at,
    updated_at: task.updated_at,
    created_at: task.created_at,
    workspace: task.workspace_id ?? '',
    facet: facetOf({ status, priority, approval_state, owner_kind: owner?.kind }),
    owner_ref: owner?.ref ?? null,
    network_channel: task.network_channel ?? null,
  };
}
