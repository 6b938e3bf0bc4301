import type {
  RunClaimed,
  RunCompleted,
  RunEnqueued,
  RunFailed,
  RunLeaseExpired,
  RunLeaseExtended,
  RunProgress,
  RunReleased,
  TaskCreated,
} from './task-events.js';

/**
 * The public payload of each event type, from its stored data (`tasks.md` 8, `runs.md` 6). Nothing may be added here
 * that the catalogues do not name. Undefined members are left out when written.
 */
export const taskPayloads = {
  created: (data: TaskCreated) => ({
    scope: data.scope,
    workspace_id: data.workspace_id,
    parent_task_id: data.parent_task_id,
    status: data.task_status,
    network_channel: data.network_channel,
    owner: data.owner,
  }),
  runEnqueued: (data: RunEnqueued) => ({
    attempt: data.attempt,
    status: 'queued',
    task_status: data.task_status,
    network_channel: data.network_channel,
    coordination_channel_id: data.coordination_channel_id,
    idempotency_key: data.idempotency_key,
  }),
  runClaimed: (data: RunClaimed) => ({
    status: 'claimed',
    task_status: data.task_status,
    claimed_by: data.claimed_by,
    claim_token_hash: data.claim_token_hash,
    lease_until: data.lease_until,
  }),
  runLeaseExtended: (data: RunLeaseExtended) => ({
    status: data.status,
    task_status: data.task_status,
    lease_until: data.lease_until,
    heartbeat_at: data.heartbeat_at,
    claim_token_hash: data.claim_token_hash,
  }),
  runLeaseExpired: (data: RunLeaseExpired) => ({
    previous_status: data.previous_status,
    status: 'queued',
    task_status: data.task_status,
    reason: data.reason,
    session_id: data.session_id,
    lease_until: data.lease_until,
    previous_claim_token_hash: data.previous_claim_token_hash,
    coordination_channel_id: data.coordination_channel_id,
  }),
  runReleased: (data: RunReleased) => ({
    previous_status: data.previous_status,
    status: 'queued',
    task_status: data.task_status,
    reason: data.reason,
    session_id: data.session_id,
  }),
  runCompleted: (data: RunCompleted) => ({
    status: 'completed',
    task_status: data.task_status,
    result: data.result,
    claim_token_hash: data.claim_token_hash,
  }),
  runFailed: (data: RunFailed) => ({
    status: 'failed',
    task_status: data.task_status,
    error: data.error,
    metadata: data.metadata,
    claim_token_hash: data.claim_token_hash,
  }),
  runProgress: (data: RunProgress) => ({
    index: data.index,
    description: data.description,
    actions: data.actions,
    log: data.log,
    usage: data.usage,
  }),
} as const;
