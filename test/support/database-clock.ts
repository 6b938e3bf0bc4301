/**
 * A database whose clock a test can hold still: what the service takes from the database's time, it takes at exactly that
 * moment. Set it for reads, and let it go before anything is written.
 */
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from './database.js';

export interface ClockedDatabase extends TestDatabase {
  /** Holds the clock at a moment for as long as something is done. */
  at<R>(moment: string, done: () => Promise<R>): Promise<R>;
}

/** Names without a schema are looked for in the test's own first: its clock stands before the built-in one. */
const STATEMENTS = [
  'CREATE SCHEMA test_clock',
  'CREATE TABLE test_clock.held (moment timestamptz NOT NULL)',
  'CREATE FUNCTION test_clock.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS ' +
    '$$ SELECT coalesce((SELECT moment FROM test_clock.held), pg_catalog.clock_timestamp()) $$',
];

/** Make the service's connections after this. */
export async function createClockedDatabase(): Promise<ClockedDatabase> {
  const database = await createTestDatabase();
  const query = async (...statements: readonly (readonly [text: string, values?: unknown[]])[]): Promise<void> => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    try {
      for (const [text, values] of statements) await client.query(text, values);
    } finally {
      await client.end();
    }
  };
  const name = new URL(database.url).pathname.slice(1);
  await query(...STATEMENTS.map((text) => [text] as const), [
    `ALTER DATABASE ${name} SET search_path = test_clock, pg_catalog, public`,
  ]);
  const letGo = () => query(['DELETE FROM test_clock.held']);
  return {
    ...database,
    at: async (moment, done) => {
      await query(['INSERT INTO test_clock.held VALUES ($1)', [moment]]);
      return done().finally(letGo);
    },
  };
}

/** The moment so many milliseconds after another. */
export function after(moment: string | undefined, milliseconds: number): string {
  if (moment === undefined) throw new Error('there is no moment to reckon from');
  return new Date(Date.parse(moment) + milliseconds).toISOString();
}
