/**
 * The baseline of the mixed bench: the log's rows alone, in a table made like it in the same database, without streams,
 * views, chain and notification, written by plain transactions over one connection.
 */
import pg from 'pg';
import { runCallers } from '../support/run-callers.mjs';

const TABLE = 'bench.events';
/** More than this of a round's commands add nothing to what is known. */
const COMMANDS = 3_000;
const OWN_WAL =
  'SELECT wal_bytes::float8 AS bytes, wal_fpi::float8 AS images FROM pg_stat_get_backend_wal(pg_backend_pid())';
/** Events of a command stand one behind the other. */
const BY_COMMAND =
  'SELECT min(position) AS first, max(position) AS last, count(*)::int AS events FROM events ' +
  'WHERE position > $1 GROUP BY command_id ORDER BY 1 LIMIT $2';

export async function makePlainTable(url) {
  await withClient(url, async (client) => {
    await client.query('CREATE SCHEMA bench');
    await client.query(`CREATE TABLE ${TABLE} (LIKE public.events INCLUDING ALL)`);
  });
}

/** Inserts what commands after a position appended, a transaction each. @returns its WAL per command. */
export async function walOfEventsAlone(url, position) {
  return withClient(url, async (client) => {
    const { rows: commands } = await client.query(BY_COMMAND, [position, COMMANDS]);
    const before = await ownWal(client);
    for (const { first, last } of commands) {
      const text = `INSERT INTO ${TABLE} SELECT * FROM public.events WHERE position BETWEEN $1 AND $2`;
      await client.query({ name: 'copy', text, values: [first, last] });
    }
    const after = await ownWal(client);
    const events = commands.reduce((sum, one) => sum + one.events, 0);
    await client.query(`TRUNCATE ${TABLE}`);
    return {
      bytes: (after.bytes - before.bytes) / commands.length,
      images: (after.images - before.images) / commands.length,
      events: events / commands.length,
    };
  });
}

async function ownWal(client) {
  await client.query('SELECT pg_stat_force_next_flush()');
  return (await client.query(OWN_WAL)).rows[0];
}

/** One caller: BEGIN, one row, COMMIT. @returns transactions per second, p50 and p99 in ms. */
export async function plainTransactions(url, seconds) {
  return withClient(url, async (client) => {
    const { rows } = await client.query('SELECT * FROM public.events ORDER BY position DESC LIMIT 1');
    const columns = Object.entries(rows[0]).filter(([name]) => name !== 'position' && name !== 'stream');
    const names = ['position', 'stream', ...columns.map(([name]) => name)];
    const same = columns.map(([, value]) => value);
    const text = `INSERT INTO ${TABLE} (${names.join(', ')}) VALUES (${names.map((_, n) => `$${n + 1}`).join(', ')})`;
    let position = 0;
    const measured = await runCallers(1, seconds, async () => {
      position++;
      await client.query('BEGIN');
      await client.query({ name: 'insert', text, values: [position, `bench:${position}`, ...same] });
      await client.query('COMMIT');
    });
    await client.query(`TRUNCATE ${TABLE}`);
    return measured;
  });
}

async function withClient(url, work) {
  const client = new pg.Client({ connectionString: url, application_name: 'bench' });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
