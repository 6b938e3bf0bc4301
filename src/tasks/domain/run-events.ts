import type { Actor, Json } from '../../ledger/event.js';
import type { RunReviewEvent } from './review-events.js';
import type { RunCall } from './run-call.js';
import type { Usage } from './task-state.js';
import type { RunStatus, TaskStatus } from './vocabulary.js';

/**
 * The stored events of a task's runs, part of its stream. What people see is derived in `run-payloads.ts`; `task_status`
 * is the task's status after the event.
 */
/** What every event that creates a run says of it; the run's origin and queue time are the event's. */
export interface NewRun extends RunCall {
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

export type RunEnqueued = NewRun;

/** A new run in place of one that failed; `run_id` is the new one (`runs.md` 3.18). */
export interface RunRetried extends NewRun {
  readonly by: Actor;
  readonly source_run_id: string;
}

/** A new run in place of one that needed attention, which fails with it (`runs.md` 3.19). */
export interface RunRecoveredFromAttention extends NewRun {
  readonly by: Actor;
  readonly source_run_id: string;
  readonly reason?: string;
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
  /** Given when an operator forced it: who, and what the lease was (`runs.md` 3.16). */
  readonly forced?: {
    readonly by: Actor;
    readonly claim_token_hash?: string;
    readonly lease_until?: string;
  };
}

/** On its way to work: the session that will do it is being started, or is the claimer's (`runs.md` 3.11). */
export interface RunStarting {
  readonly run_id: string;
  readonly task_status: TaskStatus;
  readonly session_id?: string;
}

/** A session has the run: a new one that was started for it, the claimer's, or one that was attached. */
export interface RunSessionBound {
  readonly run_id: string;
  readonly task_status: TaskStatus;
  readonly session_id: string;
}

export interface RunStarted {
  readonly run_id: string;
  readonly task_status: TaskStatus;
  readonly session_id: string;
}

/** The run was not started because its channel is another workspace's by now; the run stays as it is. */
export interface RunRejected {
  readonly run_id: string;
  readonly operation: 'start' | 'attach';
  readonly reason: 'stale_network_channel';
  readonly network_channel: string;
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

/** A run whose session is gone, as the directory says: queued again, or failed by the event before this (`runs.md` 4.4). */
export interface RunRecovered {
  readonly run_id: string;
  readonly action: 'requeue' | 'fail';
  readonly previous_status: RunStatus;
  readonly task_status: TaskStatus;
  readonly reason?: string;
  readonly session_id?: string;
  readonly session_state?: string;
  readonly classification?: string;
  readonly detail?: string;
}

export interface RunForcedFail {
  readonly run_id: string;
  readonly by: Actor;
  readonly previous_status: RunStatus;
  readonly task_status: TaskStatus;
  readonly reason: string;
  readonly session_id?: string;
  readonly metadata?: Json;
}

/** Nobody could take the run for so many turns of the starvation ladder; once for each time that it is queued. */
export interface RunStarved {
  readonly run_id: string;
  readonly queued_at: string;
  readonly queued_age_ms: number;
  readonly coordination_channel?: string;
}

/** The last step of the ladder: the run is taken out of the queue until somebody recovers it (`runs.md` 4.3.2). */
export interface RunNeedsAttention {
  readonly run_id: string;
  readonly task_status: TaskStatus;
  readonly diagnostic: string;
  readonly queued_at: string;
  readonly coordination_channel?: string;
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

/** The result of a completion does not satisfy what the run's call asked for; run and lease stay (`http.md` 11.6). */
export interface RunResultRejected {
  readonly run_id: string;
  /** Places in the result and what is wrong there, never a value; at most ten. */
  readonly errors: readonly string[];
  readonly rejection_count: number;
}

/** A webhook of an ended run has reached its receiver (`http.md` 11.9). */
export interface RunWebhookDelivered {
  readonly run_id: string;
  readonly delivery_id: string;
  /** Which attempt it was, from 1. */
  readonly attempt: number;
  readonly status_code: number;
}

/** A webhook of an ended run will not be tried again. */
export interface RunWebhookFailed {
  readonly run_id: string;
  readonly delivery_id: string;
  readonly attempts: number;
  readonly last_status_code?: number;
  readonly last_error: string;
}

/** A new run in place of one that a review rejected; `run_id` is the new one, `source_run_id` the reviewed one. */
export interface RunReviewRetryEnqueued extends NewRun {
  readonly source_run_id: string;
  readonly review_id: string;
  /** The round that the new run is for. */
  readonly review_round: number;
}

/** The events that create a run. */
export type RunCreation =
  | { readonly type: 'task.run_enqueued'; readonly data: RunEnqueued }
  | { readonly type: 'task.run_operator_retry'; readonly data: RunRetried }
  | { readonly type: 'task.run_recovered_from_attention'; readonly data: RunRecoveredFromAttention }
  | { readonly type: 'task.run_review_retry_enqueued'; readonly data: RunReviewRetryEnqueued };

export type RunEvent =
  | RunCreation
  | RunReviewEvent
  | { readonly type: 'task.run_claimed'; readonly data: RunClaimed }
  | { readonly type: 'task.run_starting'; readonly data: RunStarting }
  | { readonly type: 'task.run_session_bound'; readonly data: RunSessionBound }
  | { readonly type: 'task.run_started'; readonly data: RunStarted }
  | { readonly type: 'task.run_rejected'; readonly data: RunRejected }
  | { readonly type: 'task.run_lease_extended'; readonly data: RunLeaseExtended }
  | { readonly type: 'task.run_lease_expired'; readonly data: RunLeaseExpired }
  | { readonly type: 'task.run_released'; readonly data: RunReleased }
  | { readonly type: 'task.run_completed'; readonly data: RunCompleted }
  | { readonly type: 'task.run_failed'; readonly data: RunFailed }
  | { readonly type: 'task.run_canceled'; readonly data: RunCanceled }
  | { readonly type: 'task.run_force_stopped'; readonly data: RunForceStopped }
  | { readonly type: 'task.run_recovered'; readonly data: RunRecovered }
  | { readonly type: 'task.run_operator_forced_fail'; readonly data: RunForcedFail }
  | { readonly type: 'task.run_starved'; readonly data: RunStarved }
  | { readonly type: 'task.run_needs_attention'; readonly data: RunNeedsAttention }
  | { readonly type: 'task.run_progress'; readonly data: RunProgress }
  | { readonly type: 'task.run_result_rejected'; readonly data: RunResultRejected }
  | { readonly type: 'task.run_webhook_delivered'; readonly data: RunWebhookDelivered }
  | { readonly type: 'task.run_webhook_failed'; readonly data: RunWebhookFailed };

const CREATIONS: ReadonlySet<string> = new Set<RunCreation['type']>([
  'task.run_enqueued',
  'task.run_operator_retry',
  'task.run_recovered_from_attention',
  'task.run_review_retry_enqueued',
]);

/** Whether the event creates a run: its `run_id` is then a new one. */
export function isRunCreation<E extends { readonly type: string }>(event: E): event is Extract<E, RunCreation> {
  return CREATIONS.has(event.type);
}
