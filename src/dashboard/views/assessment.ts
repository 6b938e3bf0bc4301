import { type Freshness, freshnessOf } from '../domain/freshness.js';
import { type Backlog, backlogOf, type QueueGroup } from '../domain/queue.js';
import { elapsedMs, isStuck, runAgeMs, type RunTimes, type StuckAfter } from '../domain/run-age.js';
import { type Share, sharesOf } from '../domain/shares.js';
import { activeRunCount, type ShownRun } from './active-runs.js';
import type { ActiveRunRow } from './dashboard-tables.js';
import type { DashboardFigures } from './dashboard-figures.js';
import type { Totals } from './selection.js';

export interface AssessedRun extends ShownRun {
  readonly age_ms: number;
  readonly stuck: boolean;
}

export interface AssessedGroup extends QueueGroup {
  readonly age_ms: number;
}

/** What follows from the figures at the moment of the question (`views.md` 1.3-1.10). */
export interface Assessment {
  readonly tasks_total: number;
  readonly runs_total: number;
  readonly active_runs: number;
  /** Something is stuck, orphaned, or has been queued for too long. */
  readonly unhealthy: boolean;
  readonly backlog: Backlog;
  readonly depth: readonly AssessedGroup[];
  readonly shares: readonly Share[];
  readonly items: readonly AssessedRun[];
  readonly freshness: Freshness;
}

export function assess({ now, totals, queue, active, latest_activity_at, thresholds }: DashboardFigures): Assessment {
  const active_runs = activeRunCount({ totals });
  const ended = totals.completed_runs + totals.failed_runs + totals.canceled_runs;
  const counts = countsByStatus(totals);
  const backlog = backlogOf(queue, now, thresholds.backlogWarnAfter);
  return {
    tasks_total: Object.values(counts).reduce((sum, count) => sum + count, 0),
    runs_total: active_runs + ended + totals.needs_attention_runs,
    active_runs,
    unhealthy: active.stuck > 0 || active.orphans > 0 || backlog.warning,
    backlog,
    depth: queue.map((group) => ({ ...group, age_ms: elapsedMs(group.oldest_queued_at, now) })),
    shares: sharesOf(counts),
    items: active.items.map((shown) => assessedRun(shown, now, thresholds.stuckAfter)),
    freshness: freshnessOf({ latest: latest_activity_at, now, live: active_runs > 0 }, thresholds.staleAfter),
  };
}

function assessedRun(shown: ShownRun, now: string, stuckAfter: StuckAfter): AssessedRun {
  const times = timesOf(shown.run);
  return { ...shown, age_ms: runAgeMs(times, now), stuck: isStuck(times, now, stuckAfter) };
}

function timesOf({ status, queued_at, claimed_at, started_at }: ActiveRunRow): RunTimes {
  return { status, queued_at, claimed_at: claimed_at ?? undefined, started_at: started_at ?? undefined };
}

function countsByStatus(totals: Totals): Parameters<typeof sharesOf>[0] {
  return {
    draft: totals.draft_tasks,
    pending: totals.pending_tasks,
    blocked: totals.blocked_tasks,
    ready: totals.ready_tasks,
    in_progress: totals.in_progress_tasks,
    completed: totals.completed_tasks,
    failed: totals.failed_tasks,
    canceled: totals.canceled_tasks,
  };
}
