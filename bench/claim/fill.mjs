/**
 * Fills every table that a queued run stands in with copies of prototypes, by SQL: other ids, other times, all else as the
 * service wrote it. Kinds are mixed as they would be had they come over a day. The copies' events stand before the head
 * of the log, so that nobody takes them for news.
 */
import pg from 'pg';

/** Table, and the rows of it that belong to a task, by its id, its stream or its run. */
const TABLES = [
  ['events', 'stream = $2'],
  ['streams', 'id = $2'],
  ['tasks', 'id = $1'],
  ['task_activity', 'task_id = $1'],
  ['task_search', 'task_id = $1'],
  ['task_documents', 'owner_id = $1'],
  ['runs', 'id = $3'],
  ['claim_queue', 'run_id = $3'],
  ['held_runs', 'run_id = $3'],
];
const CHUNK = 20_000;
/** Events of a task at most. */
const EVENTS = 8;
const ISO_TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/;

/** `n` numbers the copies; of these one statement makes every row. */
const SOURCE =
  `SELECT n, 'task-' || substr(md5('t' || n), 1, 16) AS task_id, 'run-' || substr(md5('r' || n), 1, 16) AS run_id, ` +
  `md5('u' || n)::uuid::text AS uuid, date_trunc('second', now()) - interval '1 day' * (1 - n::float8 / $3) AS at ` +
  'FROM generate_series($1::int, $2::int) n';

/** @param kinds prototypes with their shares in percent. */
export async function fillQueue(url, { runs, kinds, log }) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const begun = performance.now();
  try {
    await client.query("SET TimeZone = 'UTC'; SET synchronous_commit = off; SET maintenance_work_mem = '512MB'");
    const indexes = runs > CHUNK ? await takeIndexes(client) : [];
    const copies = [];
    for (const kind of kinds) copies.push({ share: kind.share, texts: await copyTexts(client, kind) });
    for (let from = 0; from < runs; from += CHUNK) {
      await fillChunk(client, copies, from, Math.min(runs, from + CHUNK), runs);
      if ((from / CHUNK) % 10 === 9) log(`${from + CHUNK} runs after ${seconds(begun)} s`);
    }
    for (const definition of indexes) await client.query(definition);
    for (const [table] of TABLES) await client.query(`VACUUM ANALYZE ${table}`);
    await client.query('VACUUM ANALYZE claim_classes');
    await client.query('CHECKPOINT');
    log(`${runs} runs are queued after ${seconds(begun)} s`);
  } finally {
    await client.end();
  }
}

const seconds = (begun) => ((performance.now() - begun) / 1000).toFixed(0);

async function fillChunk(client, copies, from, to, runs) {
  let done = from;
  let share = 0;
  for (const copy of copies) {
    share += copy.share;
    const until = from + Math.round(((to - from) * share) / 100);
    for (const text of copy.texts) await client.query(text, [done + 1, until, runs]);
    done = until;
  }
}

/** The statements that copy a prototype. */
async function copyTexts(client, { taskId, runId }) {
  const texts = [];
  const { rows: tasks } = await client.query('SELECT uuid::text AS uuid FROM tasks WHERE id = $1', [taskId]);
  const ids = { taskId, runId, uuid: tasks[0].uuid };
  for (const [table, condition] of TABLES) {
    const columns = await columnsOf(client, table);
    const names = columns.map(({ name }) => name);
    const given = [taskId, `task:${taskId}`, runId];
    const values = given.filter((_, i) => condition.includes(`$${i + 1}`));
    const { rows } = await client.query(
      `SELECT ${names.map((name) => `${name}::text AS ${name}`).join(', ')} FROM ${table} WHERE ${condition.replace(/\$\d/, '$1')}`,
      values,
    );
    for (const row of rows) {
      const cells = columns.map((column) => cell(table, column, row, ids));
      texts.push(`INSERT INTO ${table} (${names.join(', ')}) SELECT ${cells.join(', ')} FROM (${SOURCE}) s`);
    }
  }
  return texts;
}

async function columnsOf(client, table) {
  const { rows } = await client.query(
    'SELECT attname AS name, format_type(atttypid, atttypmod) AS type FROM pg_attribute ' +
      "WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
    [table],
  );
  return rows;
}

/** A column's value in a copy: the prototype's, with its ids and times exchanged. */
function cell(table, { name, type }, row, ids) {
  const value = row[name];
  if (value === null) return 'NULL';
  if (name === 'position') return `-n::bigint * ${EVENTS} + ${row.version}`;
  if (name === 'last_position' || name === 'latest_event_seq') return `-n::bigint * ${EVENTS} + ${EVENTS - 1}`;
  if (table !== 'events' && name === 'number') return '-n';
  if (type.startsWith('timestamp')) return 's.at';
  return `(${exchanged(value, ids)})::${type}`;
}

function exchanged(value, { taskId, runId, uuid }) {
  const tokens = new RegExp(`(${taskId}|${runId}|${uuid}|${ISO_TIME.source})`);
  return (
    value
      .split(tokens)
      .filter((part) => part !== '')
      .map((part) => {
        if (part === taskId) return 's.task_id';
        if (part === runId) return 's.run_id';
        if (part === uuid) return 's.uuid';
        return ISO_TIME.test(part) ? `to_char(s.at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')` : pg.escapeLiteral(part);
      })
      .join(' || ') || "''"
  );
}

/** Indexes are made faster afterwards; those of keys stay. */
async function takeIndexes(client) {
  const { rows } = await client.query(
    'SELECT i.indexname, i.indexdef FROM pg_indexes i WHERE i.tablename = ANY($1::text[]) AND NOT EXISTS ' +
      '(SELECT FROM pg_constraint c WHERE c.conname = i.indexname)',
    [TABLES.map(([table]) => table)],
  );
  for (const { indexname } of rows) await client.query(`DROP INDEX ${indexname}`);
  return rows.map(({ indexdef }) => indexdef);
}
