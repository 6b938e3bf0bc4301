/**
 * Starts and stops the service: home, database, application, port, and the same backwards.
 */
import type { LoggerService } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { setTimeout as delay } from 'node:timers/promises';
import type { Settings } from '../configuration/settings.js';
import { serverSecret } from '../configuration/server-secret.js';
import type { ServiceSettings } from '../platform.module.js';
import type { EmbeddedServer } from '../postgres/embedded-server.js';
import { acquireHomeLock, type HomeLock } from '../postgres/home-lock.js';
import { openDatabase } from '../postgres/open-database.js';
import { addressOf, listen, settleBinding } from './listen.js';
import { prepareDrain } from './request-drain.js';

export interface ServiceOptions {
  readonly logger: LoggerService;
}

export interface RunningService {
  /** URL by which a person on this machine reaches it. */
  readonly address: string;
  readonly settings: ServiceSettings;
  /** Resolves when the service cannot go on, with the reason; never otherwise. */
  readonly broken: Promise<Error>;
  /** Stops taking requests, finishes those in hand, closes everything: at most 10 s and the database's own stop. */
  stop(): Promise<void>;
}

const CLOSE_WITHIN_MS = 10_000;
const WATCH_MS = 500;

/** Undoes one step of the start. */
type Undo = () => Promise<void> | void;

/**
 * Starts the service.
 * @throws StartError with one clear line when something outside the program is in the way; nothing stays behind then.
 */
export async function startService(settings: Settings, options: ServiceOptions): Promise<RunningService> {
  const undo: Undo[] = [];
  try {
    return await start(settings, options, undo);
  } catch (error) {
    await unwind(undo, options.logger);
    throw error;
  }
}

async function start(given: Settings, { logger }: ServiceOptions, undo: Undo[]): Promise<RunningService> {
  const lock = given.databaseUrl === undefined ? await acquireHomeLock(given.home) : undefined;
  if (lock) undo.push(() => lock.release());
  const port = await settleBinding(given);
  const loading = import('./application.js');
  loading.catch(() => undefined);
  const database = await openDatabase(given, { log: (line) => void logger.log(line) });
  undo.push(() => database.close());
  if (database.migrated.length > 0) logger.log(`the schema was brought up to date: ${database.migrated.join(', ')}`);
  announce(lock, database.embedded);
  const settings = Object.freeze({ ...given, port, secret: await serverSecret(given, database.dataSource) });
  const { createApplication } = await loading;
  const app = await createApplication({ settings, database, logger });
  undo.push(() => closeInTime(app, logger));
  const stopListening = prepareDrain(app);
  await listen(app, settings);
  undo.push(stopListening);
  const address = addressOf(settings);
  lock?.update({ address });
  return running(address, settings, watch(database.embedded, undo), () => unwind(undo, logger));
}

function announce(lock: HomeLock | undefined, embedded: EmbeddedServer | undefined): void {
  if (!embedded) return;
  lock?.update({ postgresPort: embedded.port, postgresPid: embedded.pid });
}

function running(
  address: string,
  settings: ServiceSettings,
  broken: Promise<Error>,
  unwindAll: () => Promise<void>,
): RunningService {
  let stopped: Promise<void> | undefined;
  return { address, settings, broken, stop: () => (stopped ??= unwindAll()) };
}

/** The last step is undone first; one that fails is logged and does not keep the others from being undone. */
async function unwind(undo: Undo[], logger: LoggerService): Promise<void> {
  for (let step = undo.pop(); step; step = undo.pop()) {
    try {
      await step();
    } catch (error) {
      logger.error(error);
    }
  }
}

async function closeInTime(app: NestFastifyApplication, logger: LoggerService): Promise<void> {
  const timer = new AbortController();
  const late = delay(CLOSE_WITHIN_MS, true, { signal: timer.signal }).catch(() => false);
  const closed = app.close().finally(() => timer.abort());
  if (await Promise.race([late, closed.then(() => false)])) {
    logger.warn(`not everything was finished within ${CLOSE_WITHIN_MS} ms and was cut off`);
    closed.catch((error: unknown) => void logger.error(error));
  }
}

/** An embedded server that ends by itself takes the service with it: a supervisor restarts both in a known state. */
function watch(embedded: EmbeddedServer | undefined, undo: Undo[]): Promise<Error> {
  return new Promise((resolve) => {
    if (!embedded) return;
    const timer = setInterval(() => {
      if (!embedded.isRunning()) resolve(new Error('the embedded Postgres ended unexpectedly'));
    }, WATCH_MS);
    timer.unref();
    undo.push(() => clearInterval(timer));
  });
}
