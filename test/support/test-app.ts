/**
 * The whole service inside the test's own process, on a free port and a database of its own. Nobody needs a key, and
 * what is slow by intent in service (sweeps, waiting for work) is quick.
 */
import type { LoggerService } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { readSettings } from '../../src/platform/configuration/settings.js';
import { serverSecret } from '../../src/platform/configuration/server-secret.js';
import type { ServiceSettings } from '../../src/platform/platform.module.js';
import { type OpenDatabase, openDatabase } from '../../src/platform/postgres/open-database.js';
import { createApplication } from '../../src/platform/process/application.js';
import { listen } from '../../src/platform/process/listen.js';
import { prepareDrain } from '../../src/platform/process/request-drain.js';
import { type Api, api } from './contract.js';
import { createTestDatabase } from './database.js';

export interface TestAppOptions {
  /** A database to share, such as that of another test app: two instances on one ledger. Whoever made it drops it. */
  readonly database?: { readonly url: string };
  /** On top of: auth off, lease sweep every 0.2 s, claims wait at most 5 s, no rate limits. */
  readonly settings?: Partial<ServiceSettings>;
}

export interface TestApp {
  readonly url: string;
  /** Calls of a person without a key; every answer is checked against `openapi.json`. */
  readonly api: Api;
  readonly database: { readonly url: string };
  readonly app: NestFastifyApplication;
  readonly log: TestLog;
  /** Stops as in service: answers in hand are finished. Drops the database unless it was given. */
  close(): Promise<void>;
}

/** Keeps warnings and errors, so that a test can look at them; nothing is printed. */
export class TestLog implements LoggerService {
  readonly warnings: unknown[] = [];
  readonly errors: unknown[] = [];

  log(): void {
    // What goes well is of no interest to a test.
  }

  warn(message: unknown): void {
    this.warnings.push(message);
  }

  error(message: unknown): void {
    this.errors.push(message);
  }
}

/** Starts an instance; `close` it in `afterAll`. */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const own = options.database ? undefined : await createTestDatabase();
  const database = options.database ?? own;
  if (!database) throw new Error('a test app needs a database');
  try {
    const instance = await startInstance(database.url, options.settings ?? {});
    const close = async (): Promise<void> => {
      await instance.close();
      await own?.drop();
    };
    return { ...instance, database, close };
  } catch (error) {
    await own?.drop();
    throw error;
  }
}

async function startInstance(url: string, chosen: Partial<ServiceSettings>): Promise<Omit<TestApp, 'database'>> {
  const given = {
    ...readSettings({ DATABASE_URL: url }),
    auth: 'off',
    leaseSweepSeconds: 0.2,
    claimWaitSeconds: 5,
    // Tests send keys that are not valid, and many requests, from one address.
    rateLimitPerSecond: 0,
    authFailuresPerMinute: 0,
  } as const;
  // The system picks the port while listening: one picked before could be taken meanwhile by another test file.
  const wanted = { ...given, ...chosen, port: 0 };
  const database = await openDatabase(wanted);
  const log = new TestLog();
  try {
    const settings = { ...wanted, secret: await serverSecret(wanted, database.dataSource) };
    const app = await createApplication({ settings, database, logger: log });
    const stopListening = prepareDrain(app);
    await listen(app, settings);
    const address = await app.getUrl();
    return { url: address, api: api(address), app, log, close: () => closeInstance(app, stopListening, database) };
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function closeInstance(
  app: NestFastifyApplication,
  stopListening: () => void,
  database: OpenDatabase,
): Promise<void> {
  stopListening();
  await app.close();
  await database.close();
}
