import type { Actor } from '../../ledger/event.js';
import type * as run from './run-events.js';
import { truncatedHash } from './truncated-hash.js';

/** The public payload of each event of a run, from its stored data (`runs.md` 6). Undefined members are left out. */
export const runPayloads = {
  canceled: (data: run.RunCanceled) => ({
    status: 'canceled',
    task_status: data.task_status,
    reason: data.reason,
    metadata: data.metadata,
    session_id: data.session_id,
    propagated_from_task_id: data.propagated_from_task_id,
    cooperative_stop_requested: data.cooperative_stop_requested,
  }),
  forceStopped: (data: run.RunForceStopped) => ({
    session_id: data.session_id,
    grace_timeout_ms: data.grace_timeout_ms,
    propagated_from_task_id: data.propagated_from_task_id,
  }),
  enqueued: (data: run.RunEnqueued) => ({
    attempt: data.attempt,
    status: 'queued',
    task_status: data.task_status,
    network_channel: data.network_channel,
    coordination_channel_id: data.coordination_channel_id,
    idempotency_key: data.idempotency_key,
    budget_exempt: data.budget_exempt,
    purpose: data.purpose,
    cached_workflow: data.cached_workflow,
  }),
  claimed: (data: run.RunClaimed) => ({
    status: 'claimed',
    task_status: data.task_status,
    claimed_by: data.claimed_by,
    claim_token_hash: data.claim_token_hash,
    lease_until: data.lease_until,
  }),
  leaseExtended: (data: run.RunLeaseExtended) => ({
    status: data.status,
    task_status: data.task_status,
    lease_until: data.lease_until,
    heartbeat_at: data.heartbeat_at,
    claim_token_hash: data.claim_token_hash,
  }),
  leaseExpired: (data: run.RunLeaseExpired) => ({
    previous_status: data.previous_status,
    status: 'queued',
    task_status: data.task_status,
    reason: data.reason,
    session_id: data.session_id,
    lease_until: data.lease_until,
    previous_claim_token_hash: data.previous_claim_token_hash,
    coordination_channel_id: data.coordination_channel_id,
  }),
  released: (data: run.RunReleased) => ({
    previous_status: data.previous_status,
    status: 'queued',
    task_status: data.task_status,
    reason: data.reason,
    session_id: data.session_id,
    ...(data.forced ? forcedRelease(data, data.forced) : {}),
  }),
  starting: (data: run.RunStarting) => ({
    status: 'starting',
    task_status: data.task_status,
    session_id: data.session_id,
  }),
  sessionBound: (data: run.RunSessionBound) => ({
    status: 'starting',
    task_status: data.task_status,
    session_id: data.session_id,
  }),
  started: (data: run.RunStarted) => ({
    status: 'running',
    task_status: data.task_status,
    session_id: data.session_id,
  }),
  rejected: (data: run.RunRejected) => ({
    operation: data.operation,
    reason: data.reason,
    network_channel: data.network_channel,
  }),
  recovered: (data: run.RunRecovered) => ({
    action: data.action,
    previous_status: data.previous_status,
    status: data.action === 'requeue' ? 'queued' : 'failed',
    task_status: data.task_status,
    reason: data.reason,
    session_id: data.session_id,
    session_state: data.session_state,
    classification: data.classification,
    detail: data.detail,
  }),
  operatorForcedFail: (data: run.RunForcedFail) => ({
    ...manual(data.by),
    previous_status: data.previous_status,
    status: 'failed',
    task_status: data.task_status,
    reason: data.reason,
    session_id: data.session_id,
    metadata: data.metadata,
  }),
  operatorRetry: (data: run.RunRetried) => ({
    ...manual(data.by),
    source_run_id: data.source_run_id,
    new_run_id: data.run_id,
    task_status: data.task_status,
  }),
  recoveredFromAttention: (data: run.RunRecoveredFromAttention) => ({
    ...manual(data.by),
    source_run_id: data.source_run_id,
    new_run_id: data.run_id,
    previous_status: 'needs_attention',
    status: 'queued',
    task_status: data.task_status,
    reason: data.reason,
  }),
  starved: (data: run.RunStarved) => ({
    queued_at: data.queued_at,
    queued_age_ms: data.queued_age_ms,
    coordination_channel: data.coordination_channel,
  }),
  needsAttention: (data: run.RunNeedsAttention) => ({
    previous_status: 'queued',
    status: 'needs_attention',
    task_status: data.task_status,
    diagnostic: data.diagnostic,
    queued_at: data.queued_at,
    coordination_channel: data.coordination_channel,
  }),
  completed: (data: run.RunCompleted) => ({
    status: 'completed',
    task_status: data.task_status,
    result: data.result,
    claim_token_hash: data.claim_token_hash,
  }),
  failed: (data: run.RunFailed) => ({
    status: 'failed',
    task_status: data.task_status,
    error: data.error,
    metadata: data.metadata,
    claim_token_hash: data.claim_token_hash,
  }),
  progress: (data: run.RunProgress) => ({
    index: data.index,
    description: data.description,
    actions: data.actions,
    log: data.log,
    usage: data.usage,
  }),
  resultRejected: ({ errors, rejection_count }: run.RunResultRejected) => ({ errors, rejection_count }),
  webhookDelivered: ({ delivery_id, attempt, status_code }: run.RunWebhookDelivered) => ({
    delivery_id,
    attempt,
    status_code,
  }),
  webhookFailed: ({ delivery_id, attempts, last_status_code, last_error }: run.RunWebhookFailed) => ({
    delivery_id,
    attempts,
    last_status_code,
    last_error,
  }),
} as const;

function forcedRelease(data: run.RunReleased, forced: NonNullable<run.RunReleased['forced']>) {
  return {
    ...manual(forced.by),
    previous_session_id: data.session_id,
    previous_claim_token_hash_truncated: forced.claim_token_hash && truncatedHash(forced.claim_token_hash),
    previous_lease_until: forced.lease_until,
  };
}

function manual({ kind, ref }: Actor) {
  return { manual: true, actor_kind: kind, actor_id: ref };
}
