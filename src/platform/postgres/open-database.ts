/**
 * The database that the settings ask for, given or embedded, reached and brought up to date.
 */
import type pg from 'pg';
import type { DataSource } from 'typeorm';
import type { Settings } from '../configuration/settings.js';
import type { EmbeddedServer } from './embedded-server.js';
import { migrate, requireMigrated } from './migrate.js';
import { openOrCreate, openSession } from './server-session.js';

/** The database of a home's embedded server. */
export const EMBEDDED_DATABASE = 'taskledger';

/** An open database; the caller closes it. */
export interface OpenDatabase {
  /** Connection string, credentials included: for further connections, never for messages. */
  readonly url: string;
  readonly dataSource: DataSource;
  /** The server that we run ourselves, if any. */
  readonly embedded?: EmbeddedServer;
  /** Names of the migrations that were run while opening. */
  readonly migrated: readonly string[];
  /** Closes the pool, then stops the embedded server. May be called more than once. */
  close(): Promise<void>;
}

export interface OpenDatabaseOptions {
  readonly applicationName?: string;
  /** `run` (default) brings the schema up to date; `require` refuses a schema that is not. */
  readonly migrations?: 'run' | 'require';
  /** Told what a person should know, one line at a time. */
  readonly log?: (line: string) => void;
}

/**
 * Opens the given database, or starts the home's embedded server (the caller holds the home lock) and opens its.
 * @throws StartError with one clear line, without credentials, when it cannot be reached or used.
 */
export async function openDatabase(settings: Settings, options: OpenDatabaseOptions = {}): Promise<OpenDatabase> {
  const { databaseUrl } = settings;
  if (databaseUrl !== undefined) return openAt(databaseUrl, settings, options, () => openSession(databaseUrl));
  const { startEmbeddedServer } = await import('./embedded-server.js');
  const embedded = await startEmbeddedServer({ home: settings.home, log: options.log });
  const url = embedded.url(EMBEDDED_DATABASE);
  try {
    const session = () => openOrCreate(url, embedded.url('postgres'), EMBEDDED_DATABASE);
    return await openAt(url, settings, options, session, embedded);
  } catch (error) {
    await embedded.stop();
    throw error;
  }
}

/** Opens a database that somebody else takes care of. */
export function joinDatabase(url: string, settings: Settings, options: OpenDatabaseOptions): Promise<OpenDatabase> {
  const migrations = options.migrations ?? 'require';
  return openAt(url, settings, { ...options, migrations }, () => openSession(url));
}

async function openAt(
  url: string,
  settings: Settings,
  options: OpenDatabaseOptions,
  open: () => Promise<pg.Client>,
  embedded?: EmbeddedServer,
): Promise<OpenDatabase> {
  const session = await open();
  let dataSource: DataSource | undefined;
  try {
    const { createDataSource } = await import('./data-source.js');
    const { poolSize } = settings;
    dataSource = await createDataSource(url, { poolSize, applicationName: options.applicationName }).initialize();
    const migrated = options.migrations === 'require' ? [] : await migrate(session, dataSource);
    if (options.migrations === 'require') await requireMigrated(dataSource);
    return opened(url, dataSource, migrated, embedded);
  } catch (error) {
    await dataSource?.destroy().catch(() => undefined);
    throw error;
  } finally {
    await session.end().catch(() => undefined);
  }
}

function opened(url: string, dataSource: DataSource, migrated: string[], embedded?: EmbeddedServer): OpenDatabase {
  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    try {
      if (dataSource.isInitialized) await dataSource.destroy();
    } finally {
      await embedded?.stop();
    }
  };
  return { url, dataSource, embedded, migrated, close: () => (closed ??= close()) };
}
