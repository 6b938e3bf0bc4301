import type { Actor, Json, Origin } from '../../ledger/event.js';
import { table } from '../../ledger/lane/table.js';
import { isActive, isTerminal } from '../domain/run-status.js';
import type { Usage } from '../domain/task-state.js';
import type { RunStatus } from '../domain/vocabulary.js';

/** A row of `runs`. */
export interface RunRow {
  readonly id: string;
  readonly number: number;
  readonly task_id: string;
  readonly status: RunStatus;
  readonly attempt: number;
  readonly previous_run_id: string | null;
  readonly failure_kind: string | null;
  readonly claimed_by_kind: Actor['kind'] | null;
  readonly claimed_by_ref: string | null;
  readonly session_id: string | null;
  readonly origin_kind: Origin['kind'];
  readonly origin_ref: string;
  readonly idempotency_key: string | null;
  readonly network_channel: string | null;
  readonly coordination_channel_id: string | null;
  readonly claim_token_hash: string | null;
  readonly lease_epoch: number;
  readonly lease_until: string | null;
  readonly heartbeat_at: string | null;
  readonly queued_at: string;
  readonly claimed_at: string | null;
  readonly started_at: string | null;
  readonly ended_at: string | null;
  readonly last_progress_at: string | null;
  readonly usage: Usage | null;
  readonly workflow_id: string | null;
  /** The rejected run that this one continues (`reviews.md` A.7). */
  readonly reviewed_run_id: string | null;
}

/** A task's open run; one that needs attention says why. */
export interface OpenRun extends RunRow {
  readonly error: Json | null;
}

/** Ended runs first, then queued, then active ones: a task's open run and a session's active run are unique. */
function rank(row: RunRow): number {
  if (isTerminal(row.status)) return 0;
  return isActive(row.status) ? 2 : 1;
}

export const RUNS = table<RunRow>({
  name: 'runs',
  key: ['id'],
  columns: [
    'id',
    'number',
    'task_id',
    'status',
    'attempt',
    'previous_run_id',
    'failure_kind',
    'claimed_by_kind',
    'claimed_by_ref',
    'session_id',
    'origin_kind',
    'origin_ref',
    'idempotency_key',
    'network_channel',
    'coordination_channel_id',
    'claim_token_hash',
    'lease_epoch',
    'lease_until',
    'heartbeat_at',
    'queued_at',
    'claimed_at',
    'started_at',
    'ended_at',
    'last_progress_at',
    'usage',
    'workflow_id',
    'reviewed_run_id',
  ],
  rank,
});

/** A row of `idempotency_keys`: `namespace` is the task's workspace, or `global` (architecture.md 12, decision 3). */
export interface IdempotencyRow {
  readonly namespace: string;
  readonly key: string;
  readonly origin_kind: string;
  readonly origin_ref: string;
  readonly task_id: string;
  readonly run_id: string;
  readonly fingerprint: string | null;
}

export const IDEMPOTENCY_KEYS = table<IdempotencyRow>({
  name: 'idempotency_keys',
  key: ['namespace', 'key', 'origin_kind', 'origin_ref'],
  columns: ['namespace', 'key', 'origin_kind', 'origin_ref', 'task_id', 'run_id', 'fingerprint'],
  insertOnly: true,
});

/** A row of `coordination_channels`; derived channels (`coord-<run id>`) need none. */
export interface ChannelRow {
  readonly id: string;
  readonly workspace_id: string;
  readonly purpose: string;
  readonly created_by: string;
  readonly created_at: string;
}

export const COORDINATION_CHANNELS = table<ChannelRow>({
  name: 'coordination_channels',
  key: ['id'],
  columns: ['id', 'workspace_id', 'purpose', 'created_by', 'created_at'],
  shared: true,
  earliest: 'created_at',
});

/** A row of `session_stops`: a run that was canceled at work and whose session has still to be told (`tasks.md` 6.9). */
export interface SessionStopRow {
  readonly run_id: string;
  readonly task_id: string;
  readonly session_id: string;
  readonly requested_at: string;
}

export const SESSION_STOPS = table<SessionStopRow>({
  name: 'session_stops',
  key: ['run_id'],
  columns: ['run_id', 'task_id', 'session_id', 'requested_at'],
});
