/** What the task results front shows of a task (`http.md` 13), read from the views and the log. */
import type { Json } from '../../ledger/event.js';
import type { RowSource } from '../../ledger/log/read-snapshot.js';
import type { RunWebhook } from '../domain/run-call.js';
import { callbackOf } from '../domain/task-settings.js';
import type { RunStatus } from '../domain/vocabulary.js';
import type { TaskRow } from './task-tables.js';
import { readRunLogs, type RunInLog, type RunLog } from './run-log/log-reader.js';

type ShownTask = Pick<TaskRow, 'id' | 'uuid' | 'title' | 'status' | 'created_by_ref' | 'created_at'>;

/** A task with its latest execution; schema runs are none (`http.md` 12). */
export interface TaskResult {
  readonly task: ShownTask;
  /** How the execution stands that is told of; undefined for the task as it is now. */
  readonly outcome?: RunStatus;
  readonly agent: string | null;
  readonly callback: string | null;
  /** What the latest completed execution gave. */
  readonly output?: Json;
  readonly log: RunLog;
  /** Lines that are shown at most. */
  readonly lines: number;
}

/** Lines of a task that is asked for alone, and of one in a list. */
export const LINES_ALONE = 1_000;
export const LINES_LISTED = 100;

interface ExecutionRow extends RunInLog {
  readonly status: RunStatus;
  readonly session_id: string | null;
  readonly webhook: RunWebhook | 'none' | null;
}

interface PlainRow extends ShownTask {
  readonly agent_name: string | null;
  readonly callback_url: Json;
}

const TASKS =
  'SELECT t.id, t.uuid, t.title, t.status, t.created_by_ref, t.created_at, ' +
  "p.profile #>> '{worker,agent_name}' AS agent_name, d.value -> 'callback_url' AS callback_url FROM tasks t " +
  'LEFT JOIN execution_profiles p ON p.task_id = t.id ' +
  "LEFT JOIN task_documents d ON d.owner_id = t.id AND d.name = 'metadata' WHERE t.id = ANY($1::text[])";

/**
 * What an event says of the run that it makes: at the run's number, or a few positions behind what its command told
 * before.
 */
const CREATION =
  "SELECT e.version, e.data ->> 'purpose' AS purpose, e.data -> 'webhook' AS webhook FROM events e " +
  "WHERE e.position BETWEEN r.number AND r.number + 15 AND e.stream = 'task:' || r.task_id " +
  "AND e.type IN ('task.run_enqueued', 'task.run_operator_retry', 'task.run_recovered_from_attention', " +
  "'task.run_review_retry_enqueued') AND e.data ->> 'run_id' = r.id ORDER BY e.position LIMIT 1";

/** The newest execution of each task, or the one that is asked for by `$2`. */
const EXECUTIONS =
  'SELECT x.* FROM unnest($1::text[], $2::text[]) AS k(task_id, run_id) CROSS JOIN LATERAL (' +
  'SELECT r.id AS run_id, r.task_id, r.status, r.session_id, c.version, c.webhook FROM runs r ' +
  `CROSS JOIN LATERAL (${CREATION}) c WHERE r.task_id = k.task_id AND (k.run_id IS NULL OR r.id = k.run_id) ` +
  'AND c.purpose IS NULL ORDER BY r.attempt DESC LIMIT 1) x';
/** What the newest completed execution gave, up to that one. */
const OUTPUTS =
  'SELECT x.* FROM unnest($1::text[], $2::text[]) AS k(task_id, run_id) CROSS JOIN LATERAL (' +
  'SELECT r.task_id, d.value FROM runs r ' +
  `CROSS JOIN LATERAL (${CREATION}) c LEFT JOIN task_documents d ON d.owner_id = r.id AND d.name = 'result' ` +
  "WHERE r.task_id = k.task_id AND r.status = 'completed' AND c.purpose IS NULL " +
  'AND (k.run_id IS NULL OR r.attempt <= (SELECT attempt FROM runs WHERE id = k.run_id)) ' +
  'ORDER BY r.attempt DESC LIMIT 1) x';
const AGENTS = 'SELECT session_id, agent_name FROM agent_sessions WHERE session_id = ANY($1::text[])';

/**
 * The results of tasks, in the order of `ids`; those that are gone are left out. However many there are, it takes six
 * reads of the caller's snapshot.
 * @param ofRun by task, the execution whose end is to be told; otherwise the latest one.
 */
export async function readTaskResults(
  source: RowSource,
  ids: readonly string[],
  lines: number,
  ofRun: ReadonlyMap<string, string> = new Map(),
): Promise<TaskResult[]> {
  if (ids.length === 0) return [];
  const asked = [ids, ids.map((id) => ofRun.get(id) ?? null)];
  const tasks = byKey(await source.query<PlainRow[]>(TASKS, [ids]), ({ id }) => id);
  const runs = byKey(await source.query<ExecutionRow[]>(EXECUTIONS, asked), ({ task_id }) => task_id);
  const outputs = byKey(
    await source.query<{ task_id: string; value: Json }[]>(OUTPUTS, asked),
    ({ task_id }) => task_id,
  );
  const logs = await readRunLogs(source, [...runs.values()], lines);
  const agents = await readAgents(source, [...runs.values()]);
  return ids.flatMap((id) => {
    const row = tasks.get(id);
    const run = runs.get(id);
    if (!row) return [];
    const { agent_name, callback_url, ...task } = row;
    const output = outputs.get(id)?.value ?? undefined;
    return {
      task,
      ...(run && ofRun.has(id) ? { outcome: run.status } : {}),
      agent: agent_name ?? agents.get(run?.session_id ?? '') ?? null,
      callback: callbackFor(run, callback_url),
      ...(output === undefined ? {} : { output }),
      log: logs.get(run?.run_id ?? '') ?? { events: [], steps: [] },
      lines,
    };
  });
}

async function readAgents(source: RowSource, runs: readonly ExecutionRow[]): Promise<Map<string, string>> {
  const ids = runs.flatMap(({ session_id }) => session_id ?? []);
  if (ids.length === 0) return new Map();
  const rows = await source.query<{ session_id: string; agent_name: string }[]>(AGENTS, [ids]);
  return new Map(rows.map(({ session_id, agent_name }) => [session_id, agent_name]));
}

/** That of its latest execution's call, which may have said that nobody is to be told; otherwise the task's own. */
function callbackFor(run: ExecutionRow | undefined, url: Json): string | null {
  const webhook = run?.webhook ?? undefined;
  if (webhook !== undefined) return webhook === 'none' ? null : webhook.url;
  return callbackOf({ callback_url: url }) ?? null;
}

function byKey<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row> {
  return new Map(rows.map((row) => [keyOf(row), row]));
}
