/**
 * What must hold between the log, the folded streams and every inline view when nobody writes. Read beside the service:
 * each rule names what is wrong and finds nothing when all is well.
 */
import pg from 'pg';
import { existingTriage, type TriageStream } from '../../../src/inbox/domain/triage-state.js';
import type { RunState, TaskState } from '../../../src/tasks/domain/task-state.js';
import { type FoldedStream, foldedStreams } from './folded-streams.js';

const RULES: Readonly<Record<string, string>> = {
  'positions are not dense from 1':
    'SELECT count(*) AS events, max(position) AS head, min(position) AS first FROM events ' +
    'HAVING count(*) > 0 AND (max(position) <> count(*) OR min(position) <> 1)',
  'a stream does not end with its last event':
    'SELECT s.id FROM streams s FULL JOIN (SELECT stream, max(version) AS version, count(*) AS events, ' +
    'max(position) AS position FROM events GROUP BY stream) e ON e.stream = s.id ' +
    'WHERE (s.version, s.last_position, e.events) IS DISTINCT FROM (e.version, e.position, s.version)',
  "a task's latest_event_seq is not its last timeline item":
    'SELECT a.task_id FROM task_activity a FULL JOIN (SELECT substr(stream, 6) AS task_id, max(position) AS position ' +
    "FROM events WHERE stream LIKE 'task:%' AND visibility = 'public' AND stream NOT IN " +
    "(SELECT stream FROM events WHERE type = 'task.deleted') GROUP BY stream) e USING (task_id) " +
    'WHERE a.latest_event_seq IS DISTINCT FROM e.position',
  'a held run has no lease':
    "SELECT id FROM runs WHERE status = 'claimed' AND num_nulls(session_id, claim_token_hash, lease_until) > 0",
  'the claim queue is not the queued runs':
    'SELECT coalesce(q.run_id, r.id) AS id FROM claim_queue q FULL JOIN (SELECT r.id FROM runs r ' +
    "JOIN tasks t ON t.id = r.task_id WHERE r.status = 'queued' AND t.status NOT IN ('draft', 'blocked', 'canceled') " +
    'AND t.paused_by_task_id IS NULL) r ON r.id = q.run_id WHERE q.run_id IS NULL OR r.id IS NULL',
  'a queued run is not exactly once in the backlog':
    'SELECT coalesce(b.run_id, r.id) AS id FROM (SELECT run_id FROM claim_queue UNION ALL SELECT run_id FROM held_runs) b ' +
    "FULL JOIN (SELECT id FROM runs WHERE status = 'queued') r ON r.id = b.run_id " +
    'GROUP BY 1 HAVING count(b.run_id) <> 1 OR count(r.id) <> 1',
  'a held run differs from its task':
    'SELECT h.run_id FROM held_runs h LEFT JOIN tasks t ON t.id = h.task_id ' +
    'WHERE (h.workspace_id, h.paused) IS DISTINCT FROM (t.workspace_id, t.paused_by_task_id IS NOT NULL)',
  'a triage is of no task':
    'SELECT r.task_id FROM task_triage r LEFT JOIN tasks t ON t.id = r.task_id WHERE t.id IS NULL',
  'a review is of no run':
    'SELECT v.review_id AS id FROM task_reviews v LEFT JOIN runs r ON (r.id, r.task_id) = (v.run_id, v.task_id) WHERE r.id IS NULL',
  'a subscription is of no task or to no bridge':
    'SELECT s.subscription_id AS id FROM bridge_subscriptions s LEFT JOIN tasks t ON t.id = s.task_id ' +
    'LEFT JOIN bridges b ON b.id = s.bridge_instance_id WHERE t.id IS NULL OR b.id IS NULL ' +
    'OR (s.scope, s.workspace_id) IS DISTINCT FROM (b.scope, b.workspace_id)',
  'a command is in pieces':
    'SELECT command_id FROM events GROUP BY command_id HAVING max(position) - min(position) + 1 <> count(*)',
};

/** A row in the order of its columns. */
interface Shown {
  readonly id: string;
}

const TASKS = 'SELECT id, status, title FROM tasks';
const TRIAGE =
  "SELECT actor_kind || ':' || actor_ref || ':' || task_id AS id, read, archived, dismissed, last_seen_event_seq " +
  'FROM task_triage';
const RUNS = 'SELECT id, status, lease_epoch, session_id, claim_token_hash FROM runs';

/** Everything that is wrong, each with a few of the rows that show it. */
export async function inconsistencies(database: pg.Client): Promise<readonly string[]> {
  const found: string[] = [];
  const report = (words: string, rows: readonly unknown[]): void => {
    if (rows.length > 0) found.push(`${words}: ${rows.length} rows, such as ${JSON.stringify(rows.slice(0, 3))}`);
  };
  for (const [words, text] of Object.entries(RULES)) report(words, (await database.query<object>(text)).rows);
  const streams = await foldedStreams(database);
  const wrong = streams.filter((stream) => stream.wrong !== undefined);
  report('a stream is not loaded as the fold of its events', wrong);
  const tasks = streams.flatMap(taskOf);
  report('a task differs from its stream', await differences(database, TASKS, tasks.map(shownOfTask)));
  const runs = tasks.flatMap((task) => task.runs);
  report('a run differs from its stream', await differences(database, RUNS, runs.map(shownOfRun)));
  const triages = streams.flatMap(triageOf);
  report('a triage differs from its stream', await differences(database, TRIAGE, triages));
  return found;
}

/** None for a stream of another kind, and for one that cannot be folded. */
function taskOf({ id, state }: FoldedStream): TaskState[] {
  const task = id.startsWith('task:') ? (state as Partial<TaskState> | null) : null;
  return task?.runs ? [task as TaskState] : [];
}

/** None for a stream of another kind, and for that of a deleted task. */
function triageOf({ id, state }: FoldedStream): Shown[] {
  const triage = id.startsWith('triage:') ? existingTriage(state as TriageStream) : undefined;
  if (!triage) return [];
  const { task_id, actor, read, archived, dismissed, last_seen_event_seq } = triage;
  return [{ id: `${actor.kind}:${actor.ref}:${task_id}`, ...{ read, archived, dismissed, last_seen_event_seq } }];
}

function shownOfTask({ id, status, title }: TaskState): Shown {
  return { id, status, title } as Shown;
}

function shownOfRun(run: RunState): Shown {
  const { id, status, lease_epoch, session_id = null, claim_token_hash = null } = run;
  return { id, status, lease_epoch, session_id, claim_token_hash } as Shown;
}

/** The ids whose row is not the expected one, or has none beside it. */
async function differences(database: pg.Client, text: string, expected: readonly Shown[]): Promise<readonly string[]> {
  const { rows } = await database.query<Shown>(text);
  const present = new Map(rows.map((row) => [row.id, JSON.stringify(row)]));
  const wanted = new Map(expected.map((one) => [one.id, JSON.stringify(one)]));
  return [...new Set([...present.keys(), ...wanted.keys()])].filter((id) => present.get(id) !== wanted.get(id));
}

/** Does something with a connection of its own. */
export async function withDatabase<T>(url: string, use: (database: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, options: '-c TimeZone=UTC' });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
