/**
 * The database for a command such as `verify`: the one of the running service when there is one, else the home's
 * embedded server started for the time of the command.
 */
import type { Settings } from '../configuration/settings.js';
import { embeddedServerUrl } from './embedded-server.js';
import { acquireHomeLock, readRunningServer } from './home-lock.js';
import {
  EMBEDDED_DATABASE,
  joinDatabase,
  openDatabase,
  type OpenDatabase,
  type OpenDatabaseOptions,
} from './open-database.js';

/**
 * @param command the command's name, told to others who want the home meanwhile
 * @throws StartError with one clear line when the database cannot be reached or another command has the home.
 */
export async function openDatabaseForCommand(
  settings: Settings,
  command: string,
  options: OpenDatabaseOptions = {},
): Promise<OpenDatabase> {
  const named = { applicationName: `taskledger ${command}`, ...options };
  if (settings.databaseUrl !== undefined) return joinDatabase(settings.databaseUrl, settings, named);
  const running = await readRunningServer(settings.home);
  const port = running?.purpose === 'service' ? running.postgresPort : undefined;
  const url = port === undefined ? undefined : embeddedServerUrl(settings.home, port, EMBEDDED_DATABASE);
  if (url !== undefined) return joinDatabase(url, settings, named);
  return openForTheTime(settings, command, named);
}

async function openForTheTime(
  settings: Settings,
  command: string,
  options: OpenDatabaseOptions,
): Promise<OpenDatabase> {
  const lock = await acquireHomeLock(settings.home, command);
  try {
    const database = await openDatabase(settings, options);
    lock.update({ postgresPort: database.embedded?.port, postgresPid: database.embedded?.pid });
    return { ...database, close: () => database.close().finally(() => lock.release()) };
  } catch (error) {
    lock.release();
    throw error;
  }
}
