import pg from 'pg';
import { StartError } from '../start-error.js';
import { connectionFailure, describeDatabase } from './database-address.js';

const OLDEST_VERSION = 15;
const CONNECT_WITHIN_MS = 10_000;

/** Sqlstates: the database does not exist; somebody else made it first. */
const NO_SUCH_DATABASE = '3D000';
const ALREADY_THERE = '42P04';

/**
 * One plain connection, for what comes before the pool: is the server there, is it new enough.
 * @throws StartError in one line without credentials.
 */
export async function openSession(url: string): Promise<pg.Client> {
  const client = await connected(url).catch((error: unknown) => Promise.reject(connectionFailure(url, error)));
  return requireVersion(client, url);
}

/** As `openSession`; makes the database when it does not exist yet. */
export async function openOrCreate(url: string, maintenanceUrl: string, name: string): Promise<pg.Client> {
  try {
    return await connected(url);
  } catch (error) {
    if ((error as pg.DatabaseError).code !== NO_SUCH_DATABASE) throw connectionFailure(url, error);
  }
  const maintenance = await openSession(maintenanceUrl);
  try {
    await maintenance.query(`CREATE DATABASE ${pg.escapeIdentifier(name)} TEMPLATE template0`);
  } catch (error) {
    if ((error as pg.DatabaseError).code !== ALREADY_THERE) throw error;
  } finally {
    await maintenance.end();
  }
  return openSession(url);
}

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'taskledger start',
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}

async function requireVersion(client: pg.Client, url: string): Promise<pg.Client> {
  const result = await client.query<{ server_version: string }>('SHOW server_version');
  const version = result.rows[0]?.server_version ?? 'unknown';
  if (Number.parseInt(version, 10) >= OLDEST_VERSION) return client;
  await client.end();
  throw new StartError(
    `the database at ${describeDatabase(url)} is Postgres ${version}: ${OLDEST_VERSION} or newer is needed`,
  );
}
