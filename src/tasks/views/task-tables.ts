import type { Actor, Json, Origin } from '../../ledger/event.js';
import { table } from '../../ledger/lane/table.js';
import type { ApprovalPolicy, ApprovalState, OwnerKind, Priority, Scope, TaskStatus } from '../domain/vocabulary.js';

/** A row of `tasks`. */
export interface TaskRow {
  readonly id: string;
  readonly uuid: string;
  readonly number: number;
  readonly identifier: string | null;
  readonly scope: Scope;
  readonly workspace_id: string | null;
  readonly parent_task_id: string | null;
  readonly network_channel: string | null;
  readonly title: string;
  readonly priority: Priority;
  readonly max_attempts: number;
  readonly auto_enqueue_on_ready: boolean;
  readonly status: TaskStatus;
  readonly approval_policy: ApprovalPolicy;
  readonly approval_state: ApprovalState;
  readonly owner_kind: OwnerKind | null;
  readonly owner_ref: string | null;
  readonly paused: boolean;
  readonly paused_by: string | null;
  readonly paused_at: string | null;
  readonly paused_reason: string | null;
  /** The nearest paused task from this one upwards, itself first (`tasks.md` 5.4). */
  readonly paused_by_task_id: string | null;
  readonly created_by_kind: Actor['kind'];
  readonly created_by_ref: string;
  readonly origin_kind: Origin['kind'];
  readonly origin_ref: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly closed_at: string | null;
  readonly child_count: number;
  readonly dependency_count: number;
}

export const TASKS = table<TaskRow>({
  name: 'tasks',
  key: ['id'],
  columns: [
    'id',
    'uuid',
    'number',
    'identifier',
    'scope',
    'workspace_id',
    'parent_task_id',
    'network_channel',
    'title',
    'priority',
    'max_attempts',
    'auto_enqueue_on_ready',
    'status',
    'approval_policy',
    'approval_state',
    'owner_kind',
    'owner_ref',
    'paused',
    'paused_by',
    'paused_at',
    'paused_reason',
    'paused_by_task_id',
    'created_by_kind',
    'created_by_ref',
    'origin_kind',
    'origin_ref',
    'created_at',
    'updated_at',
    'closed_at',
    'child_count',
    'dependency_count',
  ],
});

/** What moves with every event of a task. */
export interface TaskActivityRow {
  readonly task_id: string;
  readonly latest_event_seq: number;
  readonly last_activity_at: string;
}

/** A row of `task_activity`: that, and beside it what lists filter, search and order by (decision 0006). */
export interface ListedTaskRow extends TaskActivityRow {
  readonly updated_at: string;
  readonly created_at: string;
  /** Empty for a global task. */
  readonly workspace: string;
  /** Status, priority, approval state and kind of owner (task-facet.ts). */
  readonly facet: number;
  readonly owner_ref: string | null;
  readonly network_channel: string | null;
  /** What searches look at; empty when it is too long for an index. Left out while it stays as it is. */
  readonly text?: string;
}

export const TASK_ACTIVITY = table<ListedTaskRow>({
  name: 'task_activity',
  key: ['task_id'],
  columns: [
    'task_id',
    'latest_event_seq',
    'last_activity_at',
    'updated_at',
    'created_at',
    'workspace',
    'facet',
    'owner_ref',
    'network_channel',
    'text',
  ],
  kept: ['text'],
});

/** A row of `task_search`: written when a task is made, and when title, owner or channel change. */
export interface TaskSearchRow {
  readonly task_id: string;
  readonly text: string;
  /** Text of a `tsvector` (search-text.ts). */
  readonly grams: string;
}

export const TASK_SEARCH = table<TaskSearchRow>({
  name: 'task_search',
  key: ['task_id'],
  columns: ['task_id', 'text', 'grams'],
});

/** A row of `task_dependencies`: an edge to a task that must be completed first; its kind is always `blocks`. */
export interface DependencyRow {
  readonly task_id: string;
  readonly depends_on_task_id: string;
  readonly created_at: string;
}

export const TASK_DEPENDENCIES = table<DependencyRow>({
  name: 'task_dependencies',
  key: ['task_id', 'depends_on_task_id'],
  columns: ['task_id', 'depends_on_task_id', 'created_at'],
});

/** A row of `task_documents`: a text or JSON value of a task or run that only detail reads show. */
export interface DocumentRow {
  readonly owner_id: string;
  readonly name: 'description' | 'metadata' | 'result' | 'error';
  readonly value: Json;
}

export const TASK_DOCUMENTS = table<DocumentRow>({
  name: 'task_documents',
  key: ['owner_id', 'name'],
  columns: ['owner_id', 'name', 'value'],
});
