/**
 * The numbers of the dashboard, kept. A cell sums up all that lies in one place, of one owner and one channel, or of any
 * of each: what counts in a place counts in the cell of all places too. Origin and kind of owner have few values, so each
 * has cells of its own, which a request adds up.
 */
import type { GroupRows } from '../../ledger/followers/follower-view.js';
import type { Sums, TallySink, TallyTable } from '../../ledger/followers/tally.js';
import { TASK_STATUSES, type TaskStatus } from '../../tasks/domain/vocabulary.js';
import {
  DASHBOARD_ACTIVE_RUNS,
  DASHBOARD_RUNS,
  DASHBOARD_TASKS,
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
  sums: COUNTERS,
};

/** Queued runs by the channel that they are queued in: its rows are counted by their members. */
export const DASHBOARD_QUEUE: TallyTable = {
  name: 'dashboard_queue',
  key: ['place', 'owner_ref', 'run_channel', 'origin_kind', 'owner_kind'],
  sums: [],
};

/** Part of a cell's key: any value, or this one. */
export function keyOf(value: string | undefined): string {
  return value === undefined ? '' : `=${value}`;
}

/** What the rows of one task add. */
export function tallyDashboard(rows: GroupRows, tallies: TallySink): void {
  for (const task of rows.of(DASHBOARD_TASKS)) addToCells(task, taskSums(task), tallies);
  for (const runs of rows.of(DASHBOARD_RUNS)) {
    const counts = RUN_COUNTS.map((status) => [`${status}_runs`, runs[status]] as const);
    const latencies = LATENCY_SUMS.map((sum) => [sum, runs[sum]] as const);
    addToCells(runs, Object.fromEntries([...counts, ...latencies].filter(([, value]) => value !== 0)), tallies);
  }
  for (const run of rows.of(DASHBOARD_ACTIVE_RUNS)) {
    if (run.status !== 'queued') continue;
    const { origin_kind, owner_kind, run_channel } = run;
    for (const { place, owner_ref } of cellsOf({ ...run, channel: null })) {
      tallies.add(DASHBOARD_QUEUE, { place, owner_ref, run_channel, origin_kind, owner_kind }, {});
    }
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

function addToCells(spot: Spot, sums: Sums, tallies: TallySink): void {
  const { origin_kind, owner_kind } = spot;
  for (const cell of cellsOf(spot)) tallies.add(DASHBOARD_CELLS, { ...cell, origin_kind, owner_kind }, sums);
}

interface CellKey {
  readonly place: string;
  readonly owner_ref: string;
  readonly channel: string;
}

/** All cells in which a row counts, up to eight. */
function cellsOf({ place, owner_ref, channel }: Spot): CellKey[] {
  return keysOf(place).flatMap((inPlace) =>
    keysOf(owner_ref).flatMap((ofOwner) =>
      keysOf(channel).map((inChannel) => ({ place: inPlace, owner_ref: ofOwner, channel: inChannel })),
    ),
  );
}

function keysOf(value: string | null): string[] {
  return value === null ? [keyOf(undefined)] : [keyOf(undefined), keyOf(value)];
}
