import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { LedgerWait } from '../../ledger/ledger-wait.js';
import { ViewPositions } from '../../ledger/followers/view-positions.js';
import { readSnapshot, type RowSource } from '../../ledger/log/read-snapshot.js';
import { Conditions } from '../../tasks/views/conditions.js';
import { BY_INDEX } from '../../tasks/views/list-tasks.js';
import type { Thresholds } from '../domain/thresholds.js';
import { readActiveRuns } from './active-runs.js';
import { assess, type Assessment } from './assessment.js';
import type { DashboardFigures } from './dashboard-figures.js';
import { DASHBOARD_FORCED_STOPS, DASHBOARD_RUNS, DASHBOARD_TASKS } from './dashboard-tables.js';
import { dashboardView } from './dashboard-view.js';
import { readQueue } from './queue-depth.js';
import { type DashboardFilter, ofSelection, select, type Selection, walk } from './selection.js';

/** Injection token of the operator's `Thresholds`. */
export const THRESHOLDS = Symbol('dashboard thresholds');

/** The figures with what follows from them. */
export interface TaskDashboardView extends DashboardFigures {
  readonly assessment: Assessment;
}

/**
 * All tasks of a filter in numbers (`views.md` 1), behind the log by what its follower needs, and not behind `atLeast`.
 * Refused: `view_not_built`, `ledger_position_not_reached`.
 */
export class GetTaskDashboard extends Query<TaskDashboardView> {
  constructor(
    readonly filter: DashboardFilter,
    readonly atLeast: number | undefined,
  ) {
    super();
  }
}

const READ_MOMENT = `SELECT date_trunc('milliseconds', clock_timestamp()) AS now, position FROM views WHERE name = $1`;

@QueryHandler(GetTaskDashboard)
export class GetTaskDashboardHandler implements IQueryHandler<GetTaskDashboard> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly positions: ViewPositions,
    private readonly wait: LedgerWait,
    @Inject(THRESHOLDS) private readonly thresholds: Thresholds,
  ) {}

  async execute({ filter, atLeast }: GetTaskDashboard): Promise<TaskDashboardView> {
    const reader = await this.positions.readerOf(dashboardView.name);
    await this.wait.untilFollowed(reader, atLeast);
    const read = (snapshot: RowSource): Promise<DashboardFigures> => readDashboard(snapshot, filter, this.thresholds);
    const figures = await readSnapshot(this.dataSource, read, BY_INDEX);
    return { ...figures, assessment: assess(figures) };
  }
}

/** Reads the figures in one snapshot, in whose transaction plans are kept to indexes. */
export async function readDashboard(
  snapshot: RowSource,
  filter: DashboardFilter,
  thresholds: Thresholds,
): Promise<DashboardFigures> {
  const [moment] = await snapshot.query<{ now: string; position: number }[]>(READ_MOMENT, [dashboardView.name]);
  if (!moment) throw new Error('the dashboard view has lost its position');
  const { now } = moment;
  const selection = await select(snapshot, filter);
  const { activeRunLimit: limit, stuckAfter } = thresholds;
  return {
    ...moment,
    totals: selection.totals,
    claim_max_ms: await longest(snapshot, selection, 'claim'),
    start_max_ms: await longest(snapshot, selection, 'start'),
    forced_stops: await countForcedStops(snapshot, selection, since(now, thresholds.forcedStopsWindow)),
    queue: await readQueue(snapshot, selection),
    active: await readActiveRuns(snapshot, selection, { now, limit, stuckAfter }),
    latest_activity_at: await latestActivity(snapshot, selection),
    thresholds,
  };
}

async function longest(
  snapshot: RowSource,
  selection: Selection,
  what: 'claim' | 'start',
): Promise<number | undefined> {
  const column = `${what}_max_ms` as const;
  const facets = selection.cells.filter((cell) => cell[`${what}_count`] > 0);
  const [row] = await walk<Record<typeof column, number>>(snapshot, selection, facets, {
    table: DASHBOARD_RUNS.name,
    columns: [column],
    order: [column],
    where: `r.${column} IS NOT NULL`,
    limit: 1,
  });
  return row?.[column];
}

/** Cells of runs with another origin than their task's have no tasks, and so no rows here. */
async function latestActivity(snapshot: RowSource, selection: Selection): Promise<string | undefined> {
  const facets = selection.cells.filter((cell) => cell.origin_kind !== '');
  const [row] = await walk<{ last_activity_at: string }>(snapshot, selection, facets, {
    table: DASHBOARD_TASKS.name,
    columns: ['last_activity_at'],
    order: ['last_activity_at'],
    limit: 1,
  });
  return row?.last_activity_at;
}

/**
 * Sessions that were stopped under a run since then, of the selected tasks. A filter by channel takes the run's where the
 * run is selected too, which then has that channel, and else the task's, which has it as well: it leaves none out. One
 * by origin is for the event's too (`views.md` 1.5).
 */
async function countForcedStops(snapshot: RowSource, selection: Selection, from: string): Promise<number> {
  const into = new Conditions([from]);
  const { origin_kind } = selection.filter;
  const byOrigin = origin_kind === undefined ? 'true' : `r.event_origin_kind = ${into.value(origin_kind)}`;
  const [row] = await snapshot.query<{ count: number }[]>(
    `SELECT count(*)::integer AS count FROM ${DASHBOARD_FORCED_STOPS.name} r
     WHERE r.recorded_at >= $1 AND ${ofSelection(selection, into)} AND ${byOrigin}`,
    into.values,
  );
  return row?.count ?? 0;
}

function since(now: string, windowMs: number): string {
  return new Date(Date.parse(now) - windowMs).toISOString();
}
