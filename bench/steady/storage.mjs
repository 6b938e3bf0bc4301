/** How the tables of a service are stored: their sizes, what autovacuum did, and how many updates needed no index. */
import { query } from '../support/database.mjs';

const SET =
  "SELECT relname AS name, array_to_string(reloptions, ', ') AS options FROM pg_class " +
  "WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND reloptions IS NOT NULL ORDER BY 1";
const SIZES =
  'SELECT relname AS name, pg_relation_size(relid)::float8 AS heap, pg_indexes_size(relid)::float8 AS indexes, ' +
  'n_live_tup::float8 AS live, n_dead_tup::float8 AS dead, n_tup_upd::float8 AS updates, n_tup_hot_upd::float8 AS hot, ' +
  "autovacuum_count::float8 AS vacuums FROM pg_stat_user_tables WHERE schemaname = 'public'";
const INDEXES =
  'SELECT relname AS table, indexrelname AS name, pg_relation_size(indexrelid)::float8 AS bytes, idx_scan::float8 AS scans ' +
  "FROM pg_stat_user_indexes WHERE schemaname = 'public'";

/** Sets all tables back to what Postgres does when it is told nothing. @returns what they were told */
export async function forgetSettings(url) {
  const tables = await query(url, SET);
  for (const { name, options } of tables) {
    const names = options.split(', ').map((option) => option.split('=')[0]);
    await query(url, `ALTER TABLE ${name} RESET (${names.join(', ')})`);
  }
  return tables;
}

/** @returns by name, what the statistics say of each table */
export async function readTables(url) {
  return new Map((await query(url, SIZES)).map((table) => [table.name, table]));
}

export async function readIndexes(url) {
  return query(url, INDEXES);
}
