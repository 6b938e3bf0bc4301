/**
 * The tables of the dashboard view. Every row says where it counts: in which place, for which owner, channel, origin and
 * kind of owner, which is all that a dashboard is filtered by (`views.md` 1.1).
 */
import { grouped } from '../../ledger/followers/follower-view.js';
import type { ApprovalState, RunStatus, TaskStatus } from '../../tasks/domain/vocabulary.js';
import type { ActiveStatus } from '../domain/run-age.js';
import type { RunSums } from '../domain/run-sums.js';

/** Where a row counts. A filter by a channel or an origin leaves out the rows of runs that have another than their task. */
export interface Spot {
  /** Empty for global tasks, else the workspace's id. */
  readonly place: string;
  readonly owner_ref: string | null;
  /** Null for a task without a channel, and for runs whose channel is not their task's. */
  readonly channel: string | null;
  /** Empty for runs whose origin is of another kind than their task's. */
  readonly origin_kind: string;
  /** Empty for a task without an owner. */
  readonly owner_kind: string;
}

const SPOT = ['place', 'owner_ref', 'channel', 'origin_kind', 'owner_kind'] as const;

export interface DashboardTaskRow extends Spot {
  readonly task_id: string;
  readonly status: TaskStatus;
  readonly approval_state: ApprovalState;
  /** Satisfied or not. */
  readonly has_dependencies: boolean;
  readonly last_activity_at: string;
}

export const DASHBOARD_TASKS = grouped<DashboardTaskRow>({
  name: 'dashboard_tasks',
  key: ['task_id'],
  group: 'task_id',
  columns: ['task_id', ...SPOT, 'status', 'approval_state', 'has_dependencies', 'last_activity_at'],
});

/** The runs of one task added up, those with its channel and its origin apart from those with others. */
export interface DashboardRunsRow extends Spot, RunSums {
  readonly task_id: string;
  readonly of_channel: boolean;
  readonly of_origin: boolean;
}

export const RUN_COUNTS = [
  'queued',
  'claimed',
  'starting',
  'running',
  'completed',
  'failed',
  'canceled',
  'needs_attention',
] as const satisfies readonly RunStatus[];

export const LATENCY_SUMS = ['claim_count', 'claim_sum_ms', 'start_count', 'start_sum_ms'] as const;

export const DASHBOARD_RUNS = grouped<DashboardRunsRow>({
  name: 'dashboard_runs',
  key: ['task_id', 'of_channel', 'of_origin'],
  group: 'task_id',
  columns: [
    'task_id',
    'of_channel',
    'of_origin',
    ...SPOT,
    ...RUN_COUNTS,
    ...LATENCY_SUMS,
    'claim_max_ms',
    'start_max_ms',
  ],
});

/** A task's active run; there is at most one. */
export interface ActiveRunRow extends Spot {
  readonly task_id: string;
  readonly run_id: string;
  readonly attempt: number;
  readonly status: ActiveStatus;
  /** By status: running above starting above claimed above queued. */
  readonly rank: number;
  /** The run's own; empty without one. */
  readonly run_channel: string;
  readonly session_id: string | null;
  readonly queued_at: string;
  readonly claimed_at: string | null;
  readonly started_at: string | null;
  readonly activity_at: string;
  /** Since when it is stuck, once it is old enough; null while it is queued. */
  readonly held_since: string | null;
}

export const DASHBOARD_ACTIVE_RUNS = grouped<ActiveRunRow>({
  name: 'dashboard_active_runs',
  key: ['task_id'],
  group: 'task_id',
  columns: [
    'task_id',
    'run_id',
    'attempt',
    ...SPOT,
    'status',
    'rank',
    'run_channel',
    'session_id',
    'queued_at',
    'claimed_at',
    'started_at',
    'activity_at',
    'held_since',
  ],
});

/** A `task.run_force_stopped`. */
export interface ForcedStopRow extends Spot {
  readonly task_id: string;
  readonly position: number;
  readonly recorded_at: string;
  /** That of the event; `origin_kind` is the task's. */
  readonly event_origin_kind: string;
}

export const DASHBOARD_FORCED_STOPS = grouped<ForcedStopRow>({
  name: 'dashboard_forced_stops',
  key: ['task_id', 'position'],
  group: 'task_id',
  columns: ['task_id', 'position', ...SPOT, 'recorded_at', 'event_origin_kind'],
});
