import type { RowSource } from '../../ledger/log/read-snapshot.js';
import { Conditions } from '../../tasks/views/conditions.js';
import { TaskReader, type TaskWithActivity } from '../../tasks/views/task-reader.js';
import { HELD_STATUSES, type StuckAfter, stuckBefore } from '../domain/run-age.js';
import { type ActiveRunRow, DASHBOARD_ACTIVE_RUNS } from './dashboard-tables.js';
import { ofSelection, type Selection, walk } from './selection.js';

/** An active run with its task. */
export interface ShownRun {
  readonly run: ActiveRunRow;
  readonly task: TaskWithActivity;
}

export interface ActiveRuns {
  /** The first of them (`views.md` 1.9). */
  readonly items: readonly ShownRun[];
  readonly stuck: number;
  readonly orphans: number;
}

/** The counters of the active runs of a selection. */
export function activeRunCount({ totals }: Pick<Selection, 'totals'>): number {
  return totals.queued_runs + heldRunCount({ totals });
}

function heldRunCount({ totals }: Pick<Selection, 'totals'>): number {
  return totals.claimed_runs + totals.starting_runs + totals.running_runs;
}

export async function readActiveRuns(
  snapshot: RowSource,
  selection: Selection,
  options: { readonly now: string; readonly limit: number; readonly stuckAfter: StuckAfter },
): Promise<ActiveRuns> {
  const total = activeRunCount(selection);
  const items = await readItems(snapshot, selection, Math.min(options.limit, total));
  if (heldRunCount(selection) === 0) return { items, stuck: 0, orphans: 0 };
  const stuck = await countStuck(snapshot, selection, options.now, options.stuckAfter);
  return { items, stuck, orphans: await countOrphans(snapshot, selection) };
}

async function readItems(snapshot: RowSource, selection: Selection, limit: number): Promise<ShownRun[]> {
  const facets = selection.cells.filter((cell) => activeRunCount({ totals: cell }) > 0);
  const runs = await walk<ActiveRunRow>(snapshot, selection, facets, {
    table: DASHBOARD_ACTIVE_RUNS.name,
    columns: DASHBOARD_ACTIVE_RUNS.columns,
    order: ['rank', 'activity_at', 'run_id'],
    limit,
  });
  const tasks = await new TaskReader(snapshot).tasks(runs.map((run) => run.task_id));
  return runs.flatMap((run) => {
    const task = tasks.get(run.task_id);
    return task ? [{ run, task }] : [];
  });
}

/** Held runs that are old, along the index of their age: no more than are stuck, of whatever selection. */
async function countStuck(snapshot: RowSource, selection: Selection, now: string, after: StuckAfter): Promise<number> {
  const into = new Conditions([HELD_STATUSES, HELD_STATUSES.map((status) => stuckBefore(status, now, after) ?? null)]);
  const [row] = await snapshot.query<{ count: number }[]>(
    `SELECT coalesce(sum(x.count), 0)::integer AS count
     FROM unnest($1::text[], $2::timestamptz[]) h(status, cutoff) CROSS JOIN LATERAL (
       SELECT count(*) FROM dashboard_active_runs r
       WHERE r.status = h.status AND r.held_since <= h.cutoff AND ${ofSelection(selection, into)}) x`,
    into.values,
  );
  return row?.count ?? 0;
}

/** Runs at work whose session is not live (`views.md` 1.6): there are no more of them than workers. */
async function countOrphans(snapshot: RowSource, selection: Selection): Promise<number> {
  const into = new Conditions([['starting', 'running']]);
  const [row] = await snapshot.query<{ count: number }[]>(
    `SELECT coalesce(sum(x.count), 0)::integer AS count FROM unnest($1::text[]) h(status) CROSS JOIN LATERAL (
       SELECT count(*) FROM dashboard_active_runs r LEFT JOIN agent_sessions s ON s.session_id = r.session_id
       WHERE r.status = h.status AND r.held_since IS NOT NULL AND ${ofSelection(selection, into)}
         AND coalesce(s.state, '') IN ('', 'stopped', 'orphaned')) x`,
    into.values,
  );
  return row?.count ?? 0;
}
