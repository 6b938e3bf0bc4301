/**
 * What must hold between the log, the folded streams and every inline view when nobody writes. Read by SQL, beside the
 * service: each query names what is wrong and answers no row when all is well.
 */
import pg from 'pg';

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
    "FROM events WHERE stream LIKE 'task:%' AND visibility = 'public' GROUP BY stream) e USING (task_id) " +
    'WHERE a.latest_event_seq IS DISTINCT FROM e.position',
  'a task differs from its stream':
    "SELECT t.id FROM tasks t FULL JOIN (SELECT * FROM streams WHERE id LIKE 'task:%') s ON s.id = 'task:' || t.id " +
    "WHERE t.status IS DISTINCT FROM s.state->>'status' OR t.title IS DISTINCT FROM s.state->>'title'",
  'a run differs from its stream':
    'SELECT coalesce(r.id, f.id) AS id FROM runs r FULL JOIN (SELECT run.* FROM streams s, ' +
    "json_to_recordset(s.state->'runs') AS run(id text, status text, lease_epoch int, session_id text, " +
    "claim_token_hash text) WHERE s.id LIKE 'task:%') f USING (id) WHERE (r.status, r.lease_epoch, r.session_id, " +
    'r.claim_token_hash) IS DISTINCT FROM (f.status, f.lease_epoch, f.session_id, f.claim_token_hash)',
  'a held run has no lease':
    "SELECT id FROM runs WHERE status = 'claimed' AND num_nulls(session_id, claim_token_hash, lease_until) > 0",
  'the claim queue is not the queued runs':
    "SELECT coalesce(q.run_id, r.id) AS id FROM claim_queue q FULL JOIN (SELECT id FROM runs WHERE status = 'queued') r " +
    'ON r.id = q.run_id WHERE q.run_id IS NULL OR r.id IS NULL',
  'a command is in pieces':
    'SELECT command_id FROM events GROUP BY command_id HAVING max(position) - min(position) + 1 <> count(*)',
};

/** Everything that is wrong, each with a few of the rows that show it. */
export async function inconsistencies(database: pg.Client): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [words, text] of Object.entries(RULES)) {
    const { rows } = await database.query<object>(text);
    if (rows.length > 0) found.push(`${words}: ${rows.length} rows, such as ${JSON.stringify(rows.slice(0, 3))}`);
  }
  return found;
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
