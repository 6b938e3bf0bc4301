import type {
  DashboardActiveRuns,
  DashboardCards,
  DashboardFreshness,
  DashboardQueue,
  DashboardTotals,
  LatencyStats,
  TaskDashboard,
} from '../../http/schemas/index.js';
import type { TaskDashboardView } from '../views/get-task-dashboard.js';
import { presentActiveRun } from './present-active-run.js';

/** A time that the contract demands where there is none (`views.md` 0.3). */
const ZERO_TIME = '0001-01-01T00:00:00Z';

/** The dashboard as getTaskDashboard answers it. */
export function presentDashboard(view: TaskDashboardView): TaskDashboard {
  const { active, assessment } = view;
  const totals = presentTotals(view);
  return {
    totals,
    cards: presentCards(view, totals),
    health: {
      status: warnIf(assessment.unhealthy),
      stuck_runs: active.stuck,
      active_orphan_runs: active.orphans,
      queue_backlog: assessment.backlog.warning,
    },
    queue: presentQueue(view),
    status_breakdown: listed([...assessment.shares]),
    active_runs: presentActiveRuns(view, totals),
    freshness: presentFreshness(view),
  };
}

/** Runs that need attention are in no counter but `runs_total`. */
function presentTotals({ totals, assessment }: TaskDashboardView): DashboardTotals {
  const {
    needs_attention_runs: _attention,
    claim_count: _claims,
    claim_sum_ms: _claimSum,
    start_count: _starts,
    start_sum_ms: _startSum,
    ...counters
  } = totals;
  const { tasks_total, runs_total, active_runs } = assessment;
  return { ...counters, tasks_total, runs_total, active_runs };
}

function presentCards(view: TaskDashboardView, totals: DashboardTotals): DashboardCards {
  const { active_runs, running_runs, starting_runs, claimed_runs, queued_runs, failed_runs } = totals;
  const { forced_stops, assessment } = view;
  const { claim_count, claim_sum_ms, start_count, start_sum_ms } = view.totals;
  return {
    in_progress: {
      tasks: totals.in_progress_tasks,
      ...{ active_runs, running_runs, starting_runs, claimed_runs, queued_runs },
      health_status: warnIf(assessment.unhealthy),
    },
    blocked: {
      tasks: totals.blocked_tasks,
      awaiting_approval: totals.awaiting_approval_tasks,
      awaiting_dependencies: totals.dependency_blocked_tasks,
      health_status: warnIf(totals.blocked_tasks > 0),
    },
    failed: {
      tasks: totals.failed_tasks,
      failed_runs,
      forced_stops,
      health_status: warnIf(totals.failed_tasks > 0 || failed_runs > 0 || forced_stops > 0),
    },
    latency: {
      claim_latency_ms: presentLatency(claim_count, claim_sum_ms, view.claim_max_ms),
      start_latency_ms: presentLatency(start_count, start_sum_ms, view.start_max_ms),
    },
  };
}

function presentLatency(samples: number, sum: number, maximum = 0): LatencyStats {
  return { samples, average_ms: samples === 0 ? 0 : Math.floor(sum / samples), maximum_ms: maximum };
}

function presentQueue({ thresholds, assessment }: TaskDashboardView): DashboardQueue {
  const { backlog, depth } = assessment;
  const groups = depth.map(({ run_channel, count, oldest_queued_at, age_ms }) => ({
    network_channel: run_channel === '' ? undefined : run_channel,
    count,
    oldest_queued_at,
    oldest_queue_age_ms: age_ms,
  }));
  return {
    total: backlog.total,
    depth: listed(groups),
    oldest_queued_at: backlog.oldest_queued_at ?? ZERO_TIME,
    oldest_queue_age_ms: backlog.oldest_queue_age_ms,
    backlog_threshold_ms: thresholds.backlogWarnAfter,
    backlog_warning: backlog.warning,
    backlog_status: warnIf(backlog.warning),
  };
}

function presentActiveRuns({ assessment }: TaskDashboardView, totals: DashboardTotals): DashboardActiveRuns {
  return {
    total: totals.active_runs,
    running: totals.running_runs,
    starting: totals.starting_runs,
    claimed: totals.claimed_runs,
    queued: totals.queued_runs,
    items: listed(assessment.items.map(presentActiveRun)),
  };
}

function presentFreshness({ now, latest_activity_at, thresholds, assessment }: TaskDashboardView): DashboardFreshness {
  const { status, stale, age_ms } = assessment.freshness;
  return {
    observed_at: now,
    latest_activity_at: latest_activity_at ?? ZERO_TIME,
    age_ms,
    stale_after_ms: thresholds.staleAfter,
    has_live_work: assessment.active_runs > 0,
    stale,
    status,
  };
}

/** Health has only these two values. */
function warnIf(wrong: boolean): 'warn' | 'ok' {
  return wrong ? 'warn' : 'ok';
}

/** Empty lists are left out (`views.md` 0.3). */
function listed<T>(items: T[]): T[] | undefined {
  return items.length === 0 ? undefined : items;
}
