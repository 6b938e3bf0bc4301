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
  readonly task_status: TaskStatus;
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

export type TaskEvent =
  | { readonly type: 'task.created'; readonly data: TaskCreated }
  | { readonly type: 'task.run_enqueued'; readonly data: RunEnqueued }
  | { readonly type: 'task.run_claimed'; readonly data: RunClaimed }
  | { readonly type: 'task.run_lease_extended'; readonly data: RunLeaseExtended }
  | { readonly type: 'task.run_lease_expired'; readonly data: RunLeaseExpired }
  | { readonly type: 'task.run_released'; readonly data: RunReleased }
  | { readonly type: 'task.run_completed'; readonly data: RunCompleted }
  | { readonly type: 'task.run_failed'; readonly data: RunFailed }
  | { readonly type: 'task.run_progress'; readonly data: RunProgress };
