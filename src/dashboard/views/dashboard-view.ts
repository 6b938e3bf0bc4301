import type { FollowerView, GroupChange } from '../../ledger/followers/follower-view.js';
import type { RowSink } from '../../ledger/lane/inline-view.js';
import type { TaskEvent } from '../../tasks/domain/task-events.js';
import { existingTask, type RunState, type TaskState, type TaskStream } from '../../tasks/domain/task-state.js';
import { ACTIVE_RANK, heldSince, isActiveStatus, runActivityAt } from '../domain/run-age.js';
import { sumOfRuns } from '../domain/run-sums.js';
import { DASHBOARD_CELLS, DASHBOARD_QUEUE, tallyDashboard } from './dashboard-cells.js';
import {
  DASHBOARD_ACTIVE_RUNS,
  DASHBOARD_FORCED_STOPS,
  DASHBOARD_RUNS,
  DASHBOARD_TASKS,
  type Spot,
} from './dashboard-tables.js';

const FORCE_STOPPED = 'task.run_force_stopped';

/** What getTaskDashboard reads (`views.md` 1): its numbers are kept, and its lists are the beginnings of indexes. */
export const dashboardView: FollowerView<TaskStream, TaskEvent> = {
  name: 'dashboard',
  version: 1,
  category: 'task',
  tables: [DASHBOARD_TASKS, DASHBOARD_RUNS, DASHBOARD_ACTIVE_RUNS, DASHBOARD_FORCED_STOPS],
  tallies: [DASHBOARD_CELLS, DASHBOARD_QUEUE],
  needs: new Set([FORCE_STOPPED]),

  project(change: GroupChange<TaskStream, TaskEvent, undefined>, rows: RowSink): void {
    const task = existingTask(change.state);
    if (!task) return;
    const spot = spotOf(task);
    rows.put(DASHBOARD_TASKS, {
      ...spot,
      task_id: task.id,
      status: task.status,
      approval_state: task.approval_state,
      has_dependencies: task.dependencies.length > 0,
      last_activity_at: task.last_activity_at,
    });
    putRuns(task, spot, rows);
    putForcedStops(task, spot, change, rows);
  },

  tally: tallyDashboard,
};

function spotOf({ workspace_id, owner, network_channel, origin }: TaskState): Spot {
  return {
    place: workspace_id ?? '',
    owner_ref: owner?.ref ?? null,
    owner_kind: owner?.kind ?? '',
    channel: network_channel ?? null,
    origin_kind: origin.kind,
  };
}

/** A filter by channel or origin is one for the run's own as well (`views.md` 1.2). */
interface RunSpot extends Spot {
  readonly of_channel: boolean;
  readonly of_origin: boolean;
}

function runSpot(run: RunState, { network_channel, origin }: TaskState, spot: Spot): RunSpot {
  const of_channel = network_channel !== undefined && run.network_channel === network_channel;
  const of_origin = run.origin.kind === origin.kind;
  return {
    ...spot,
    of_channel,
    of_origin,
    channel: of_channel ? spot.channel : null,
    origin_kind: of_origin ? spot.origin_kind : '',
  };
}

function putRuns(task: TaskState, spot: Spot, rows: RowSink): void {
  const parts = new Map<string, { readonly where: RunSpot; readonly runs: RunState[] }>();
  for (const run of task.runs) {
    const where = runSpot(run, task, spot);
    const key = `${where.of_channel} ${where.of_origin}`;
    const part = parts.get(key);
    if (part) part.runs.push(run);
    else parts.set(key, { where, runs: [run] });
    putActiveRun(task.id, run, where, rows);
  }
  for (const { where, runs } of parts.values()) {
    rows.put(DASHBOARD_RUNS, { ...where, ...sumOfRuns(runs), task_id: task.id });
  }
}

function putActiveRun(taskId: string, run: RunState, where: Spot, rows: RowSink): void {
  const { status } = run;
  if (!isActiveStatus(status)) return;
  const { place, owner_ref, owner_kind, channel, origin_kind } = where;
  rows.put(DASHBOARD_ACTIVE_RUNS, {
    task_id: taskId,
    run_id: run.id,
    attempt: run.attempt,
    ...{ place, owner_ref, owner_kind, channel, origin_kind },
    status,
    rank: ACTIVE_RANK[status],
    run_channel: run.network_channel ?? '',
    session_id: run.session_id ?? null,
    queued_at: run.queued_at,
    claimed_at: run.claimed_at ?? null,
    started_at: run.started_at ?? null,
    activity_at: runActivityAt(run),
    held_since: heldSince(run) ?? null,
  });
}

/** The state does not tell when sessions were stopped: earlier stops are taken over from the rows that are there. */
function putForcedStops(
  { id }: TaskState,
  spot: Spot,
  { before, events }: GroupChange<TaskStream, TaskEvent, undefined>,
  rows: RowSink,
): void {
  for (const stop of before.of(DASHBOARD_FORCED_STOPS)) rows.put(DASHBOARD_FORCED_STOPS, { ...stop, ...spot });
  for (const { type, position, recordedAt, origin } of events) {
    if (type !== FORCE_STOPPED) continue;
    rows.put(DASHBOARD_FORCED_STOPS, {
      task_id: id,
      position,
      ...spot,
      recorded_at: recordedAt,
      event_origin_kind: origin.kind,
    });
  }
}
