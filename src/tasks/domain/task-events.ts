import type { Actor, Json } from '../../ledger/event.js';
import type { ExecutionProfileDocument } from './execution-profile.js';
import type { GeneratedSchemas } from './generated-schemas.js';
import type { RunEvent } from './run-events.js';
import type { Owner } from './task-state.js';
import type { ApprovalPolicy, ApprovalState, Priority, Scope, TaskStatus } from './vocabulary.js';

/**
 * The stored events of a task's stream; those of its runs are in `run-events.ts`. What is stored is what the fold and the
 * views need; what people see is derived in `task-payloads.ts`. `task_status` is always the task's status after the event.
 */
export interface TaskCreated {
  readonly id: string;
  readonly uuid: string;
  readonly number: number;
  readonly identifier?: string;
  readonly scope: Scope;
  readonly workspace_id?: string;
  readonly parent_task_id?: string;
  readonly network_channel?: string;
  readonly title: string;
  readonly description?: string;
  readonly priority: Priority;
  readonly max_attempts: number;
  readonly auto_enqueue_on_ready: boolean;
  readonly approval_policy: ApprovalPolicy;
  readonly approval_state: ApprovalState;
  readonly owner?: Owner;
  readonly metadata?: Json;
  readonly pause_inherited_from?: string;
  readonly task_status: TaskStatus;
}

export interface ChildCreated {
  readonly child_task_id: string;
  readonly child_scope: Scope;
  readonly child_workspace_id?: string;
}

/** Internal: a child was deleted. */
export interface ChildRemoved {
  readonly child_task_id: string;
}

/** The new values of what a patch really changed; null and the empty description take a value away. */
export interface TaskChanges {
  readonly title?: string;
  readonly description?: string;
  readonly priority?: Priority;
  readonly max_attempts?: number;
  readonly auto_enqueue_on_ready?: boolean;
  readonly approval_policy?: ApprovalPolicy;
  readonly metadata?: Json;
  readonly network_channel?: string | null;
  readonly owner?: Owner | null;
}

export interface TaskUpdated {
  readonly changes: TaskChanges;
  /** Given when the policy changed, which sets the approval back to the policy's beginning. */
  readonly approval_state?: ApprovalState;
  readonly task_status: TaskStatus;
}

export interface TaskPublished {
  readonly previous_status: TaskStatus;
  readonly approval_state: ApprovalState;
  readonly task_status: TaskStatus;
}

export interface TaskDecided {
  readonly previous_approval_state: ApprovalState;
  readonly task_status: TaskStatus;
}

export interface TaskCanceled {
  readonly reason?: string;
  readonly metadata?: Json;
  readonly propagated_from_task_id?: string;
  readonly canceled_run_ids?: readonly string[];
  readonly task_status: TaskStatus;
}

export interface DependencyAdded {
  readonly depends_on_task_id: string;
  /** Where the other task belongs: who may not look there is not told its id. */
  readonly depends_on_workspace_id?: string;
  readonly kind: 'blocks';
  /** Whether the blocker is completed, as far as this stream knows. */
  readonly satisfied: boolean;
  readonly task_status: TaskStatus;
}

export interface DependencyRemoved {
  readonly depends_on_task_id: string;
  readonly depends_on_workspace_id?: string;
  readonly kind: 'blocks';
  readonly task_status: TaskStatus;
}

/** Internal: the blocker was completed, or is completed no longer (architecture.md 12, decision 4). */
export interface DependencyChanged {
  readonly depends_on_task_id: string;
  readonly satisfied: boolean;
  readonly task_status: TaskStatus;
}

/** Internal: the blocker was deleted, and its edge with it. */
export interface DependencyDropped {
  readonly depends_on_task_id: string;
  readonly task_status: TaskStatus;
}

export interface TaskPaused {
  readonly by: Actor;
  readonly reason: string;
  readonly metadata?: Json;
  readonly previous_paused: boolean;
}

export interface TaskResumed {
  readonly by: Actor;
  readonly metadata?: Json;
  readonly previous_paused: boolean;
}

/** Internal: the nearest paused task above this one changed; absent when there is none any more. */
export interface PauseInherited {
  readonly pause_inherited_from?: string;
}

/** Stored in whole at every change, also at one that changes nothing (`reviews.md` B.2). */
export interface ExecutionProfileUpdated {
  readonly task_id: string;
  readonly profile: ExecutionProfileDocument;
}

/** Names the task, since nothing else is to be told. */
export interface ExecutionProfileDeleted {
  readonly task_id: string;
}

/** A web task's schemas are to be made anew (`http.md` 12); the hashes say which ones were there. */
export interface SchemasReset {
  readonly previous_input_schema_sha256?: string;
  readonly previous_output_schema_sha256?: string;
  readonly requested_by: Actor;
  /** Whether the schemas are gone from here on; else they stay until there are others. */
  readonly cleared: boolean;
}

/** What a schema run found, as text; what is absent stays as it was. Named by `generated_by`: it is the task's own event. */
export interface SchemasGenerated extends GeneratedSchemas {
  readonly generated_by: string;
}

/**
 * Internal: the tombstone; nothing follows on it, and what was before it is erased. It holds what may stay of the task,
 * nothing that people wrote; tombstones that were written before there was erasing hold less.
 */
export interface TaskDeleted {
  readonly id?: string;
  readonly scope?: Scope;
  readonly workspace_id?: string;
  readonly parent_task_id?: string;
  readonly deleted_by?: Actor;
  readonly final_status?: TaskStatus;
}

/** Events of the task itself; those of its runs carry a `run_id`. */
export type OwnTaskEvent =
  | { readonly type: 'task.created'; readonly data: TaskCreated }
  | { readonly type: 'task.child_created'; readonly data: ChildCreated }
  | { readonly type: 'task.child_removed'; readonly data: ChildRemoved }
  | { readonly type: 'task.updated'; readonly data: TaskUpdated }
  | { readonly type: 'task.published'; readonly data: TaskPublished }
  | { readonly type: 'task.approved'; readonly data: TaskDecided }
  | { readonly type: 'task.rejected'; readonly data: TaskDecided }
  | { readonly type: 'task.canceled'; readonly data: TaskCanceled }
  | { readonly type: 'task.dependency_added'; readonly data: DependencyAdded }
  | { readonly type: 'task.dependency_removed'; readonly data: DependencyRemoved }
  | { readonly type: 'task.dependency_changed'; readonly data: DependencyChanged }
  | { readonly type: 'task.dependency_dropped'; readonly data: DependencyDropped }
  | { readonly type: 'task.paused'; readonly data: TaskPaused }
  | { readonly type: 'task.resumed'; readonly data: TaskResumed }
  | { readonly type: 'task.pause_inherited'; readonly data: PauseInherited }
  | { readonly type: 'task.execution_profile_updated'; readonly data: ExecutionProfileUpdated }
  | { readonly type: 'task.execution_profile_deleted'; readonly data: ExecutionProfileDeleted }
  | { readonly type: 'task.schemas_reset'; readonly data: SchemasReset }
  | { readonly type: 'task.schemas_generated'; readonly data: SchemasGenerated }
  | { readonly type: 'task.deleted'; readonly data: TaskDeleted };

export type TaskEvent = OwnTaskEvent | RunEvent;

/** The events that people never see: they move no `latest_event_seq` (`tasks.md` 4.4). */
export const INTERNAL_TASK_EVENTS: ReadonlySet<TaskEvent['type']> = new Set<TaskEvent['type']>([
  'task.child_removed',
  'task.dependency_changed',
  'task.dependency_dropped',
  'task.pause_inherited',
  'task.deleted',
]);
