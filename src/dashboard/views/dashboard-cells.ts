/**
 * The numbers of the dashboard, kept. A cell sums up all that lies in one place, of one owner and one channel, or of any
 * of each: what counts in a place counts in the cell of all places too. Origin and kind of owner have few values, so each
 * has cells of its own, which a request adds up.
 */
import type { GroupRows } from '../../ledger/followers/follower-view.js';
import type { Sums, TallyKey, TallySink, TallyTable } from '../../ledger/followers/tally.js';
import { TASK_STATUSES, type TaskStatus } from '../../tasks/domain/vocabulary.js';
import {
  DASHBOARD_ACTIVE_RUNS,
  DASHBOARD_RUNS,
  DASHBOARD_TASKS,
  type DashboardRunsRow,
  type DashboardTaskRow,
  LATENCY_SUMS,
  RUN_COUNTS,
  type Spot,
} from './dashboard-tables.js';

/** Counters have the names of `views.md` 1.3; `needs_attention_runs` is in no counter there but `runs_total`. */
const TASK_COUNTERS = TASK_STATUSES.map((status) => taskCounter(status));
export const RUN_COUNTERS = RUN_COUNTS.map((status) => `${status}_runs` as const);
const GATE_COUNTERS = ['awaiting_approval_tasks', 'dependency_blocked_tasks'] as const;

type TaskCounter = `${TaskStatus}_tasks`;

export type Counter =
  TaskCounter | (typeof RUN_COUNTERS)[number] | (typeof GATE_COUNTERS)[number] | (typeof LATENCY_SUMS)[number];

export const COUNTERS: readonly Counter[] = [...TASK_COUNTERS, ...GATE_COUNTERS, ...RUN_COUNTERS, ...LATENCY_SUMS];

export const DASHBOARD_CELLS: TallyTable = {
  name: 'dashboard_cells',
  key: ['place', 'owner_ref', 'channel', 'origin_kind', 'owner_kind'],
  anyOf: ['place', 'owner_ref', 'channel'],
  sums: COUNTERS,
};

/** Queued runs by the channel that they are queued in: its rows are counted by their members. */
export const DASHBOARD_QUEUE: TallyTable = {
  name: 'dashboard_queue',
  key: ['place', 'owner_ref', 'run_channel', 'origin_kind', 'owner_kind'],
  anyOf: ['place', 'owner_ref'],
  sums: [],
};

/** Part of a cell's key: any value, or this one. */
export function keyOf(value: string | null | undefined): string {
  return value === undefined || value === null ? '' : `=${value}`;
}

/** What the rows of one task add. */
export function tallyDashboard(rows: GroupRows, tallies: TallySink): void {
  for (const task of rows.of(DASHBOARD_TASKS)) tallies.add(DASHBOARD_CELLS, cellOf(task), taskSums(task));
  for (const runs of rows.of(DASHBOARD_RUNS)) tallies.add(DASHBOARD_CELLS, cellOf(runs), runSums(runs));
  for (const run of rows.of(DASHBOARD_ACTIVE_RUNS)) {
    if (run.status !== 'queued') continue;
    const { place, owner_ref, origin_kind, owner_kind } = cellOf(run);
    tallies.add(DASHBOARD_QUEUE, { place, owner_ref, run_channel: run.run_channel, origin_kind, owner_kind }, {});
  }
}

function taskCounter(status: TaskStatus): TaskCounter {
  return `${status}_tasks`;
}

/** Blocked by an approval and by a dependency is counted twice (`views.md` 1.3). */
function taskSums({ status, approval_state, has_dependencies }: DashboardTaskRow): Sums {
  const blocked = status === 'blocked';
  return {
    [taskCounter(status)]: 1,
    ...(blocked && approval_state === 'pending' ? { awaiting_approval_tasks: 1 } : {}),
    ...(blocked && has_dependencies ? { dependency_blocked_tasks: 1 } : {}),
  };
}

function runSums(runs: DashboardRunsRow): Sums {
  const sums: Record<string, number> = {};
  for (const status of RUN_COUNTS) if (runs[status] !== 0) sums[`${status}_runs`] = runs[status];
  for (const sum of LATENCY_SUMS) if (runs[sum] !== 0) sums[sum] = runs[sum];
  return sums;
}

/** Where a row counts of itself; the table says in which columns it counts for any value too. */
function cellOf({ place, owner_ref, channel, origin_kind, owner_kind }: Spot): CellKey {
  return { place: keyOf(place), owner_ref: keyOf(owner_ref), channel: keyOf(channel), origin_kind, owner_kind };
}

interface CellKey extends TallyKey {
  readonly place: string;
  readonly owner_ref: string;
  readonly channel: string;
  readonly origin_kind: string;
  readonly owner_kind: string;
}
