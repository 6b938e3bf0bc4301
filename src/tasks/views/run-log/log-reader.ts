import type { RowSource } from '../../../ledger/log/read-snapshot.js';
import { LOGGED_EVENTS, type LoggedEvent, type LoggedStep } from './log-lines.js';

/** What is known of a run's place in the log. */
export interface RunInLog {
  readonly run_id: string;
  readonly task_id: string;
  /** Version in its task's stream of the event that made it. */
  readonly version: number;
}

export interface RunLog {
  readonly events: readonly LoggedEvent[];
  readonly steps: readonly LoggedStep[];
}

/** Of each run no more events than lines are wanted, from its newest back to the one that made it. */
const EVENTS_OF_RUNS =
  'SELECT k.run_id, e.* FROM unnest($1::text[], $2::text[], $3::int[]) AS k(run_id, stream, version) ' +
  'CROSS JOIN LATERAL (SELECT x.position, x.type, ' +
  "coalesce(x.data ->> 'error', x.data ->> 'reason') AS error, x.data -> 'log' AS log FROM events x " +
  'WHERE x.stream = k.stream AND x.version >= k.version ' +
  "AND (x.type = ANY($4::text[]) OR x.type = 'task.run_progress' AND x.data ? 'log') " +
  "AND x.data ->> 'run_id' = k.run_id ORDER BY x.version DESC LIMIT $5::int) e";
/** Of what was done only whether all of it is, and whether it went well. */
const STEPS_OF_RUNS =
  'SELECT k.run_id, s.* FROM unnest($1::text[]) AS k(run_id) CROSS JOIN LATERAL (' +
  'SELECT x.position, x.description, ' +
  "jsonb_path_exists(x.actions, '$[*] ? (@.is_done != true)') AS busy, " +
  'jsonb_path_exists(x.actions, \'$[*] ? (@.success == false || (@.error != null && @.error != ""))\') AS failed ' +
  'FROM run_steps x WHERE x.run_id = k.run_id ORDER BY x.position DESC LIMIT $2::int) s';

/** The newest of what happened to runs, for so many lines of each: two reads, however many runs there are. */
export async function readRunLogs(
  source: RowSource,
  runs: readonly RunInLog[],
  lines: number,
): Promise<Map<string, RunLog>> {
  const found = new Map<string, { events: LoggedEvent[]; steps: LoggedStep[] }>();
  if (runs.length === 0) return found;
  const ids = runs.map(({ run_id }) => run_id);
  for (const id of ids) found.set(id, { events: [], steps: [] });
  const streams = runs.map(({ task_id }) => `task:${task_id}`);
  const versions = runs.map(({ version }) => version);
  const events = await source.query<(LoggedEvent & { run_id: string })[]>(EVENTS_OF_RUNS, [
    ...[ids, streams, versions],
    ...[LOGGED_EVENTS, lines],
  ]);
  for (const { run_id, ...event } of events) found.get(run_id)?.events.push(event);
  const steps = await source.query<(LoggedStep & { run_id: string })[]>(STEPS_OF_RUNS, [ids, lines]);
  for (const { run_id, ...step } of steps) found.get(run_id)?.steps.push(step);
  return found;
}
