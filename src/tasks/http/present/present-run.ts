import { stripClaimTokens } from '../../../http/redaction/claim-token.js';
import type { CoordinationChannel, Lease, Run, RunSummary } from '../../../http/schemas/index.js';
import { MESSAGE_KINDS } from '../../domain/vocabulary.js';
import type { RunRow } from '../../views/run-tables.js';
import type { Documents } from '../../views/task-reader.js';

/** A run in full. Its coordination channel is shown by claim-next alone (`runs.md` 1.1). */
export function presentRun(run: RunRow, documents: Documents | undefined, channel?: CoordinationChannel): Run {
  return {
    ...core(run, documents?.error),
    coordination_channel: channel,
    origin: { kind: run.origin_kind, ref: run.origin_ref },
    idempotency_key: run.idempotency_key ?? undefined,
    network_channel: run.network_channel ?? undefined,
    metadata: documents?.metadata === undefined ? undefined : stripClaimTokens(documents.metadata),
    result: documents?.result === undefined ? undefined : stripClaimTokens(documents.result),
  };
}

/** A run as task summaries, trees and timelines show it. */
export function presentRunSummary(run: RunRow, maxAttempts: number, error: unknown): RunSummary {
  return { ...core(run, error), max_attempts: maxAttempts };
}

/** What a lease operation answers (`runs.md` 3.4.6). */
export function presentLease(run: RunRow, channel?: CoordinationChannel): Lease {
  return {
    task_id: run.task_id,
    run_id: run.id,
    status: run.status,
    session_id: run.session_id ?? undefined,
    claimed_by: claimerOf(run),
    claim_token_hash: run.claim_token_hash ?? undefined,
    lease_until: run.lease_until ?? undefined,
    heartbeat_at: run.heartbeat_at ?? undefined,
    coordination_channel_id: run.coordination_channel_id ?? undefined,
    coordination_channel: channel,
  };
}

/** The channel of a workspace run; global runs have none (`runs.md` 2.5). */
export function presentCoordinationChannel(
  run: RunRow,
  workspaceId: string | null,
  channelUpdatedAt: string,
): CoordinationChannel | undefined {
  if (run.coordination_channel_id === null) return undefined;
  return {
    id: run.coordination_channel_id,
    channel: run.coordination_channel_id,
    display_name: run.coordination_channel_id,
    purpose: 'task_run_coordination',
    workspace_id: workspaceId ?? undefined,
    task_id: run.task_id,
    run_id: run.id,
    workflow_id: run.workflow_id ?? undefined,
    allowed_message_kinds: [...MESSAGE_KINDS],
    last_activity_at: channelUpdatedAt,
  };
}

function core(run: RunRow, error: unknown): Omit<RunSummary, 'max_attempts'> {
  return {
    id: run.id,
    task_id: run.task_id,
    status: run.status,
    attempt: run.attempt,
    previous_run_id: run.previous_run_id ?? undefined,
    failure_kind: run.failure_kind ?? undefined,
    claimed_by: claimerOf(run),
    session_id: run.session_id ?? undefined,
    claim_token_hash: run.claim_token_hash ?? undefined,
    lease_until: run.lease_until ?? undefined,
    heartbeat_at: run.heartbeat_at ?? undefined,
    coordination_channel_id: run.coordination_channel_id ?? undefined,
    queued_at: run.queued_at,
    claimed_at: run.claimed_at ?? undefined,
    started_at: run.started_at ?? undefined,
    ended_at: run.ended_at ?? undefined,
    error: typeof error === 'string' && error !== '' ? error : undefined,
  };
}

function claimerOf(run: RunRow): Lease['claimed_by'] {
  return run.claimed_by_kind === null ? undefined : { kind: run.claimed_by_kind, ref: run.claimed_by_ref ?? '' };
}
