import { type LoggerService, Module, type Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { type ConnectionTimeouts, createHttpAdapter } from '../../../src/http/adapter.js';
import { configureHttp } from '../../../src/http/configure.js';
import { HttpModule } from '../../../src/http/http.module.js';
import { ENDLESS } from '../../../src/http/identity/caller-life.js';
import type { Principal } from '../../../src/http/identity/caller.js';
import { KeyDirectory, type KeyGrant } from '../../../src/http/identity/key-directory.js';
import { SessionDirectory, type SessionIdentity } from '../../../src/http/identity/session-directory.js';
import { serveOpenApi } from '../../../src/http/openapi/serve.js';
import type { HttpSettings } from '../../../src/http/settings.js';
import { readSettings } from '../../../src/platform/configuration/settings.js';
import { SampleController } from './sample-controller.js';

/** A directory of sessions in memory; `broken` makes every look-up fail. */
export class MemorySessions extends SessionDirectory {
  readonly sessions = new Map<string, SessionIdentity>();
  readonly noted: string[] = [];
  broken = false;

  override find(sessionId: string): Promise<SessionIdentity | undefined> {
    if (this.broken) return Promise.reject(new Error('out of reach'));
    return Promise.resolve(this.sessions.get(sessionId));
  }

  override seen(sessionId: string): void {
    this.noted.push(sessionId);
  }

  override offers(sessionId: string): void {
    this.seen(sessionId);
  }
}

/** A directory of keys in memory. */
export class MemoryKeys extends KeyDirectory {
  readonly principals = new Map<string, Principal>();

  override find(presented: string): Promise<KeyGrant | undefined> {
    const principal = this.principals.get(presented);
    return Promise.resolve(principal && { principal, life: ENDLESS });
  }
}

export interface LogLine {
  readonly level: string;
  readonly message: unknown;
}

/** Keeps what is logged. */
export class MemoryLog implements LoggerService {
  readonly lines: LogLine[] = [];

  /** The messages of the lines that match, as soon as there is one; none when none comes within a second. */
  async until(matches: (line: LogLine) => boolean): Promise<unknown[]> {
    const deadline = Date.now() + 1_000;
    while (!this.lines.some(matches) && Date.now() < deadline) await new Promise(setImmediate);
    return this.lines.filter(matches).map(({ message }) => message);
  }

  log(message: unknown): void {
    this.lines.push({ level: 'info', message });
  }

  warn(message: unknown): void {
    this.lines.push({ level: 'warn', message });
  }

  error(message: unknown): void {
    this.lines.push({ level: 'error', message });
  }
}

export interface SampleApp {
  readonly log: MemoryLog;
  readonly app: NestFastifyApplication;
  readonly sessions: MemorySessions;
  readonly keys: MemoryKeys;
  readonly controller: SampleController;
}

export interface SampleOptions {
  readonly settings?: Partial<HttpSettings>;
  readonly withSessions?: boolean;
  readonly withKeys?: boolean;
  readonly timeouts?: ConnectionTimeouts;
  /** Beside the sample controller. */
  readonly controllers?: readonly Type[];
}

/** The sample controller behind the whole HTTP layer, without a database. */
export async function startSampleApp(options: SampleOptions = {}): Promise<SampleApp> {
  const settings: HttpSettings = { ...readSettings({}), ...options.settings };
  const log = new MemoryLog();
  const sessions = new MemorySessions();
  const keys = new MemoryKeys();
  const providers = [
    ...(options.withSessions === false ? [] : [{ provide: SessionDirectory, useValue: sessions }]),
    ...(options.withKeys ? [{ provide: KeyDirectory, useValue: keys }] : []),
  ];
  @Module({ providers, exports: providers.map((provider) => provider.provide) })
  class DirectoriesModule {}

  const module = await Test.createTestingModule({
    imports: [HttpModule.register({ settings, imports: [DirectoriesModule] })],
    controllers: [SampleController, ...(options.controllers ?? [])],
  })
    .setLogger(log)
    .compile();
  const app = module.createNestApplication<NestFastifyApplication>(createHttpAdapter(settings, options.timeouts), {
    bodyParser: false,
    logger: log,
  });
  configureHttp(app, settings);
  serveOpenApi(app);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return { app, log, sessions, keys, controller: app.get(SampleController) };
}
