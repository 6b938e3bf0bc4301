import type pg from 'pg';
import type { DataSource } from 'typeorm';
import { StartError } from '../start-error.js';

/** Any number that nobody else is likely to lock; instances that start at once meet on it. */
const MIGRATION_LOCK = 7_461_736_402;

/**
 * Brings the schema up to date, one instance at a time.
 * @param session a connection of its own, which holds the lock until the migrations are done
 * @returns the names of the migrations that ran
 * @throws StartError when the database was migrated by a newer version than this one.
 */
export async function migrate(session: pg.Client, dataSource: DataSource): Promise<string[]> {
  await session.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
  try {
    const pending = await pendingMigrations(dataSource);
    if (pending.length > 0) await dataSource.runMigrations();
    return pending;
  } finally {
    await session.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
  }
}

/**
 * For programs that read the tables without owning the schema.
 * @throws StartError when migrations are missing, or the database was migrated by a newer version than this one.
 */
export async function requireMigrated(dataSource: DataSource): Promise<void> {
  const [missing] = await pendingMigrations(dataSource);
  if (missing) throw new StartError(`the database lacks the migration ${missing}; run taskledger migrate`);
}

/** A version that does not know what was done to the tables must not touch them. */
async function pendingMigrations(dataSource: DataSource): Promise<string[]> {
  const done = await appliedMigrations(dataSource);
  const known = dataSource.migrations.map((migration) => migration.name ?? migration.constructor.name);
  const strange = done.find((name) => !known.includes(name));
  if (strange) throw new StartError(`the database was migrated by a newer taskledger (${strange}); upgrade this one`);
  return known.filter((name) => !done.includes(name));
}

async function appliedMigrations(dataSource: DataSource): Promise<string[]> {
  const table = dataSource.options.migrationsTableName ?? 'migrations';
  const found = await dataSource.query<{ present: boolean }[]>('SELECT to_regclass($1) IS NOT NULL AS present', [
    table,
  ]);
  if (!found[0]?.present) return [];
  const rows = await dataSource.query<{ name: string }[]>(`SELECT name FROM "${table}" ORDER BY id`);
  return rows.map(({ name }) => name);
}
