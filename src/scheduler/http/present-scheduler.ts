import type { SchedulerStatus } from '../../http/schemas/index.js';
import { presentRun } from '../../tasks/http/present/present-run.js';
import { presentTaskSummary } from '../../tasks/http/present/present-task.js';
import type { DrainEnd } from '../views/drain-ends.js';
import type { BacklogView } from '../views/get-backlog.js';
import type { SchedulerStatusView } from '../views/get-scheduler-status.js';
import type { Backlog, Drain } from './scheduler-schemas.js';

export function presentSchedulerStatus(status: SchedulerStatusView): SchedulerStatus {
  const { paused_by, paused_at, paused_reason } = status;
  return {
    ...status,
    paused_by: paused_by ?? undefined,
    paused_at: paused_at ?? undefined,
    paused_reason: paused_reason ?? undefined,
  };
}

/** Rows have no numbers of children and dependencies, and their last activity is their last change (`runs.md` 5.5). */
export function presentBacklog({ entries, total }: BacklogView): Backlog {
  const runs = entries.map(({ task, run, documents }) => ({
    task: presentTaskSummary(Object.assign({}, task, { child_count: 0, last_activity_at: task.updated_at }), undefined),
    run: presentRun(run, documents),
  }));
  return { runs, total };
}

export function presentDrain({ completed }: DrainEnd, status: SchedulerStatusView): Drain {
  const { timed_out, remaining_claims, started_at, completed_at } = completed;
  return {
    scheduler: presentSchedulerStatus(status),
    completed: remaining_claims === 0,
    timed_out: timed_out || undefined,
    remaining_claims,
    started_at,
    completed_at,
  };
}
