import {
  PRIORITIES,
  type Priority,
  RUN_STATUSES,
  type RunStatus,
  type Scope,
  SCOPES,
  TASK_STATUSES,
  type TaskStatus,
} from '../../tasks/domain/vocabulary.js';
import { Owner } from './actor.js';
import { Flag, Integer, LongInteger, Nested, NestedList, Text, Timestamp, Word } from './properties.js';
import { LatencyStats } from './scheduler-status.js';

/** Tasks and runs by status (`views.md` 1.3). */
export class DashboardTotals {
  @Integer() tasks_total: number;
  @Integer() runs_total: number;
  @Integer() draft_tasks: number;
  @Integer() pending_tasks: number;
  @Integer() ready_tasks: number;
  @Integer() in_progress_tasks: number;
  @Integer() blocked_tasks: number;
  @Integer() completed_tasks: number;
  @Integer() failed_tasks: number;
  @Integer() canceled_tasks: number;
  @Integer() awaiting_approval_tasks: number;
  @Integer() dependency_blocked_tasks: number;
  @Integer() queued_runs: number;
  @Integer() claimed_runs: number;
  @Integer() starting_runs: number;
  @Integer() running_runs: number;
  @Integer() completed_runs: number;
  @Integer() failed_runs: number;
  @Integer() canceled_runs: number;
  @Integer() active_runs: number;
}

export class InProgressCard {
  @Integer() tasks: number;
  @Integer() active_runs: number;
  @Integer() running_runs: number;
  @Integer() starting_runs: number;
  @Integer() claimed_runs: number;
  @Integer() queued_runs: number;
  @Text() health_status: string;
}

export class BlockedCard {
  @Integer() tasks: number;
  @Integer() awaiting_approval: number;
  @Integer() awaiting_dependencies: number;
  @Text() health_status: string;
}

export class FailedCard {
  @Integer() tasks: number;
  @Integer() failed_runs: number;
  @Integer() forced_stops: number;
  @Text() health_status: string;
}

export class LatencyCard {
  @Nested(() => LatencyStats) claim_latency_ms: LatencyStats;
  @Nested(() => LatencyStats) start_latency_ms: LatencyStats;
}

export class DashboardCards {
  @Nested(() => InProgressCard) in_progress: InProgressCard;
  @Nested(() => BlockedCard) blocked: BlockedCard;
  @Nested(() => FailedCard) failed: FailedCard;
  @Nested(() => LatencyCard) latency: LatencyCard;
}

export class DashboardHealth {
  @Text() status: string;
  @Integer() stuck_runs: number;
  @Integer() active_orphan_runs: number;
  @Flag() queue_backlog: boolean;
}

/** Runs that are queued in one channel, or in none. */
export class QueueDepth {
  @Text({ optional: true }) network_channel?: string;
  @Integer() count: number;
  @Timestamp() oldest_queued_at: string;
  @LongInteger() oldest_queue_age_ms: number;
}

export class DashboardQueue {
  @Integer() total: number;
  @NestedList(() => QueueDepth, { optional: true }) depth?: QueueDepth[];
  @Timestamp({ description: '0001-01-01T00:00:00Z while nothing is queued' }) oldest_queued_at: string;
  @LongInteger() oldest_queue_age_ms: number;
  @LongInteger() backlog_threshold_ms: number;
  @Flag() backlog_warning: boolean;
  @Text() backlog_status: string;
}

export class StatusShare {
  @Word(TASK_STATUSES) status: TaskStatus;
  @Integer() count: number;
  @Integer() share_percent: number;
}

export class ActiveRunItem {
  @Text() task_id: string;
  @Text({ optional: true }) task_identifier?: string;
  @Text() task_title: string;
  @Word(TASK_STATUSES) task_status: TaskStatus;
  @Word(PRIORITIES, { optional: true }) task_priority?: Priority;
  @Nested(() => Owner, { optional: true }) task_owner?: Owner;
  @Word(SCOPES) scope: Scope;
  @Text({ optional: true }) workspace_id?: string;
  @LongInteger() latest_event_seq: number;
  @Text() run_id: string;
  @Word(RUN_STATUSES) run_status: RunStatus;
  @Integer() attempt: number;
  @Integer() max_attempts: number;
  @Text({ optional: true }) session_id?: string;
  @Text({ optional: true }) network_channel?: string;
  @Timestamp() last_activity_at: string;
  @LongInteger() age_ms: number;
  @Text() health_status: string;
  @Flag() stuck: boolean;
  @Text({ optional: true }) error?: string;
}

export class DashboardActiveRuns {
  @Integer() total: number;
  @Integer() running: number;
  @Integer() starting: number;
  @Integer() claimed: number;
  @Integer() queued: number;
  @NestedList(() => ActiveRunItem, { optional: true }) items?: ActiveRunItem[];
}

export class DashboardFreshness {
  @Timestamp() observed_at: string;
  @Timestamp({ description: '0001-01-01T00:00:00Z where there is no task' }) latest_activity_at: string;
  @LongInteger() age_ms: number;
  @LongInteger() stale_after_ms: number;
  @Flag() has_live_work: boolean;
  @Flag() stale: boolean;
  @Text() status: string;
}

/** What getTaskDashboard answers under `dashboard` (`views.md` 1). */
export class TaskDashboard {
  @Nested(() => DashboardTotals) totals: DashboardTotals;
  @Nested(() => DashboardCards) cards: DashboardCards;
  @Nested(() => DashboardHealth) health: DashboardHealth;
  @Nested(() => DashboardQueue) queue: DashboardQueue;
  @NestedList(() => StatusShare, { optional: true }) status_breakdown?: StatusShare[];
  @Nested(() => DashboardActiveRuns) active_runs: DashboardActiveRuns;
  @Nested(() => DashboardFreshness) freshness: DashboardFreshness;
}
