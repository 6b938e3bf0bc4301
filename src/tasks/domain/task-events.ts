import type { Actor, Json } from '../../ledger/event.js';
import type { Owner, Usage } from './task-state.js';
import type { ApprovalPolicy, ApprovalState, Priority, RunStatus, Scope, TaskStatus } from './vocabulary.js';

/**
 * The stored events of a task's stream. What is stored is what the fold and the views need; what people see is derived
 * in `task-payloads.ts`. `task_status` is always the task's status after the event.
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

/** Internal: the tombstone; nothing follows on it. */
export interface TaskDeleted {
  readonly parent_task_id?: string;
}

export interface RunEnqueued {
  readonly run_id: string;
  readonly number: number;
  readonly attempt: number;
  readonly task_status: TaskStatus;
  readonly network_channel?: string;
  readonly coordination_channel_id?: string;
  readonly idempotency_key?: string;
  /** SHA-256 of the request, kept with the key to tell a replay from a different request. */
  readonly request_fingerprint?: string;
  readonly metadata?: Json;
  readonly workflow_id?: string;
  readonly previous_run_id?: string;
}

export interface RunClaimed {
  readonly run_id: string;
  readonly task_status: TaskStatus;
  readonly claimed_by: Actor;
  readonly session_id?: string;
  readonly lease_epoch?: number;
  readonly claim_token_hash?: string;
  readonly lease_until?: string;
  readonly claim_key?: string;
}

export interface RunLeaseExtended {
  readonly run_id: string;
  readonly status: RunStatus;
  readonly task_status: TaskStatus;
  readonly lease_until: string;
  readonly heartbeat_at: string;
  readonly claim_token_hash: string;
}

export interface RunLeaseExpired {
  readonly run_id: string;
  readonly previous_status: RunStatus;
  readonly task_status: TaskStatus;
  readonly reason: 'scheduler_sweep' | 'orphaned_on_boot' | 'claim_superseded';
  readonly session_id?: string;
  readonly lease_until?: string;
  readonly previous_claim_token_hash?: string;
  readonly coordination_channel_id?: string;
}

export interface RunReleased {
  readonly run_id: string;
  readonly previous_status: RunStatus;
  readonly task_status: TaskStatus;
  readonly reason?: string;
  readonly session_id?: string;
}

export interface RunCompleted {
  readonly run_id: string;
  readonly task_status: TaskStatus;
  readonly result?: Json;
  readonly claim_token_hash?: string;
}

export interface RunFailed {
  readonly run_id: string;
  readonly task_status: TaskStatus;
  readonly error: string;
  readonly metadata?: Json;
  readonly claim_token_hash?: string;
}

export interface RunCanceled {
  readonly run_id: string;
  readonly task_status: TaskStatus;
  readonly reason?: string;
  readonly metadata?: Json;
  readonly session_id?: string;
  readonly propagated_from_task_id?: string;
  readonly cooperative_stop_requested?: boolean;
}

/** The session of a run that was canceled while starting or running has been told to stop. */
export interface RunForceStopped {
  readonly run_id: string;
  readonly session_id: string;
  readonly grace_timeout_ms: number;
  readonly propagated_from_task_id?: string;
}

export interface ProgressAction {
  readonly name: string;
  readonly params: Json;
  readonly is_done: boolean;
  readonly success?: boolean;
  readonly extracted_content: string | null;
  readonly error: string | null;
  readonly include_in_memory: boolean;
}

/** One reported step, or log lines and consumption; `task.run_progress` of `http.md` 11.7 and `registries.md` 6. */
export interface RunProgress {
  readonly run_id: string;
  readonly index?: number;
  readonly description?: string;
  readonly actions?: readonly ProgressAction[];
  readonly log?: readonly string[];
  readonly usage?: Usage;
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
  | { readonly type: 'task.deleted'; readonly data: TaskDeleted };

export type RunEvent =
  | { readonly type: 'task.run_enqueued'; readonly data: RunEnqueued }
  | { readonly type: 'task.run_claimed'; readonly data: RunClaimed }
  | { readonly type: 'task.run_lease_extended'; readonly data: RunLeaseExtended }
  | { readonly type: 'task.run_lease_expired'; readonly data: RunLeaseExpired }
  | { readonly type: 'task.run_released'; readonly data: RunReleased }
  | { readonly type: 'task.run_completed'; readonly data: RunCompleted }
  | { readonly type: 'task.run_failed'; readonly data: RunFailed }
  | { readonly type: 'task.run_canceled'; readonly data: RunCanceled }
  | { readonly type: 'task.run_force_stopped'; readonly data: RunForceStopped }
  | { readonly type: 'task.run_progress'; readonly data: RunProgress };

export type TaskEvent = OwnTaskEvent | RunEvent;

/** The events that people never see: they move no `latest_event_seq` (`tasks.md` 4.4). */
export const INTERNAL_TASK_EVENTS: ReadonlySet<TaskEvent['type']> = new Set<TaskEvent['type']>([
  'task.child_removed',
  'task.dependency_changed',
  'task.dependency_dropped',
  'task.pause_inherited',
  'task.deleted',
]);
