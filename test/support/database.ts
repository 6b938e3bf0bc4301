/**
 * A database for a test file: a copy of the migrated template on the test run's server, so files run side by side
 * without seeing each other.
 */
import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** A migrated, empty database. */
export interface TestDatabase {
  /** Connection string, user and password included; by the server's socket file where there are such files. */
  readonly url: string;
  /** Removes the database, cutting off whoever is still connected. */
  drop(): Promise<void>;
}

/** Makes a database from the template; call it in `beforeAll` and `drop` it in `afterAll`. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await administer(`CREATE DATABASE ${name} TEMPLATE ${setting('TEST_PG_TEMPLATE')}`);
  const url = new URL(setting('TEST_PG_URL'));
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => administer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/** The address of the same database by TCP, for tests that are about the way there. */
export function byTcp(url: string): string {
  const address = new URL(url);
  address.searchParams.delete('host');
  return address.href;
}

async function administer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: setting('TEST_PG_URL') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function setting(name: 'TEST_PG_URL' | 'TEST_PG_TEMPLATE'): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: name the test file *.int-spec.ts or *.e2e-spec.ts`);
  return value;
}
