import type { RowSource } from '../../../ledger/log/read-snapshot.js';
import { currentRunOf, latestFirst } from '../../domain/inspect/current-run.js';
import { inspectionDiagnostics } from '../../domain/inspect/diagnostics.js';
import { inspectedRun } from '../../domain/inspect/inspected-run.js';
import type { Inspection } from '../../domain/inspect/inspection.js';
import { nextAction } from '../../domain/inspect/next-action.js';
import { isOpen } from '../../domain/run-status.js';
import type { OpenRun, RunRow } from '../run-tables.js';
import { TaskReader } from '../task-reader.js';
import { boundSession, eligibleSessions } from './bound-session.js';
import type { InspectView } from './inspect-view.js';
import { recentEvents } from './recent-events.js';
import { schedulerPause } from './scheduler-pause.js';

/** Runs of the task that an inspection lists at most. */
const RECENT_RUNS = 5;

/** A task has as many runs as attempts at most (`runs.md` 2.1). */
const ALL_RUNS = 'SELECT * FROM runs WHERE task_id = $1';
const NOW = "SELECT date_trunc('milliseconds', clock_timestamp()) AS now";
const ERRORS = "SELECT owner_id, value FROM task_documents WHERE owner_id = ANY($1::text[]) AND name = 'error'";

/** Inspects a task, or one run of it, in a snapshot; undefined where there is no such task. */
export async function readInspection(
  snapshot: RowSource,
  taskId: string,
  target?: RunRow,
): Promise<InspectView | undefined> {
  const reader = new TaskReader(snapshot);
  const task = await reader.task(taskId);
  if (!task) return undefined;
  const as_of = await databaseTime(snapshot);
  const runs = latestFirst(await snapshot.query<RunRow[]>(ALL_RUNS, [taskId]));
  const current = target ?? currentRunOf(runs, task.current_run_id);
  const shown = await shownRuns(snapshot, runs, current, as_of);
  const scheduler = await schedulerPause(snapshot);
  const session = await boundSession(snapshot, current);
  const edges = task.dependency_count > 0 ? (await reader.dependenciesOf([taskId])).get(taskId) : undefined;
  return {
    target: target ? 'run' : 'task',
    as_of,
    task,
    dependencies: edges ?? [],
    ...shown,
    recentEvents: await recentEvents(snapshot, taskId, target?.id),
    session,
    scheduler,
    ...verdictOn({
      as_of,
      task_status: task.status,
      run: shown.currentRun,
      recent_runs: shown.recentRuns,
      session,
      scheduler_paused: scheduler.paused,
      eligible_sessions: current?.status === 'queued' ? await eligibleSessions(snapshot, task) : undefined,
    }),
  };
}

/** `runs` are all of the task, latest first: an open one is among the recent ones. */
async function shownRuns(
  snapshot: RowSource,
  runs: readonly RunRow[],
  current: RunRow | undefined,
  asOf: string,
): Promise<Pick<InspectView, 'openRun' | 'currentRun' | 'recentRuns'>> {
  const recent = runs.slice(0, RECENT_RUNS);
  const errors = await errorsOf(snapshot, current ? [current, ...recent] : recent);
  const shown = (run: RunRow) => inspectedRun(run, errors.get(run.id), asOf);
  const open = recent.find((run) => isOpen(run.status));
  const openRun: OpenRun | undefined = open && { ...open, error: errors.get(open.id) ?? null };
  return { openRun, currentRun: current && shown(current), recentRuns: recent.map(shown) };
}

function verdictOn(inspection: Inspection): Pick<InspectView, 'diagnostics' | 'nextAction'> {
  const diagnostics = inspectionDiagnostics(inspection);
  const codes = diagnostics.map(({ code }) => code);
  return { diagnostics, nextAction: nextAction(inspection, codes) };
}

async function databaseTime(source: RowSource): Promise<string> {
  const [row] = await source.query<{ now: string }[]>(NOW);
  if (!row) throw new Error('the database does not tell the time');
  return row.now;
}

/** Error texts by the run that they are of. */
async function errorsOf(source: RowSource, runs: readonly RunRow[]): Promise<Map<string, string>> {
  const rows = await source.query<{ owner_id: string; value: unknown }[]>(ERRORS, [runs.map((run) => run.id)]);
  return new Map(rows.flatMap(({ owner_id, value }) => (typeof value === 'string' ? [[owner_id, value]] : [])));
}
