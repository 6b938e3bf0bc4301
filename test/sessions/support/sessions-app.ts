import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import type { DataSource } from 'typeorm';
import { createHttpAdapter } from '../../../src/http/adapter.js';
import { configureHttp } from '../../../src/http/configure.js';
import { HttpModule } from '../../../src/http/http.module.js';
import { ENDLESS } from '../../../src/http/identity/caller-life.js';
import type { Principal } from '../../../src/http/identity/caller.js';
import { KeyDirectory } from '../../../src/http/identity/key-directory.js';
import { LedgerModule } from '../../../src/ledger/ledger.module.js';
import { readSettings } from '../../../src/platform/configuration/settings.js';
import { PlatformModule } from '../../../src/platform/platform.module.js';
import { createDataSource } from '../../../src/platform/postgres/data-source.js';
import { SessionsModule } from '../../../src/sessions/sessions.module.js';
import { checkAnswer } from '../../support/contract/check.js';
import { createTestDatabase } from '../../support/database.js';

/** Keys that the application accepts, by what is presented. */
export type Keys = Readonly<Record<string, Principal>>;

interface CallOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface CallAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  /** The parsed body; undefined when there is none. */
  readonly body: unknown;
}

/** The registries alone, over a database of their own; duties run only when a test runs them. */
export interface SessionsApp {
  readonly app: NestFastifyApplication;
  readonly dataSource: DataSource;
  /** Every answer is checked against `openapi.json`. */
  call(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, options?: CallOptions): Promise<CallAnswer>;
  close(): Promise<void>;
}

export async function startSessionsApp(
  options: { readonly keys?: Keys; readonly url?: string } = {},
): Promise<SessionsApp> {
  const database = options.url === undefined ? await createTestDatabase() : undefined;
  const url = options.url ?? database?.url ?? '';
  const dataSource = await createDataSource(url, { poolSize: 4 }).initialize();
  const app = await createApp(url, dataSource, options.keys ?? {});
  return {
    app,
    dataSource,
    call: async (method, path, { body, headers = {} } = {}) => {
      const payload = body === undefined ? undefined : JSON.stringify(body);
      const answer = await app.inject({ method, url: path, payload, headers });
      checkAnswer({
        method,
        path: path.split('?', 1)[0] ?? path,
        status: answer.statusCode,
        headers: new Headers(answer.headers as Record<string, string>),
        text: answer.body,
      });
      return {
        status: answer.statusCode,
        headers: answer.headers,
        body: answer.body === '' ? undefined : answer.json(),
      };
    },
    close: async () => {
      await app.close();
      if (dataSource.isInitialized) await dataSource.destroy();
      await database?.drop();
    },
  };
}

async function createApp(url: string, dataSource: DataSource, keys: Keys): Promise<NestFastifyApplication> {
  const settings = { ...readSettings({ AUTH: 'off' }), secret: 'secret of the tests' };
  const grantOf = (principal: Principal | undefined) => principal && { principal, life: ENDLESS };
  const directory: KeyDirectory = { find: (presented) => Promise.resolve(grantOf(keys[presented])) };

  @Module({ providers: [{ provide: KeyDirectory, useValue: directory }], exports: [KeyDirectory] })
  class KeysModule {}

  const module = await Test.createTestingModule({
    imports: [
      CqrsModule.forRoot(),
      PlatformModule.forRoot({ settings, database: { dataSource, url } }),
      LedgerModule.forRoot({ url, duties: false }),
      SessionsModule,
      HttpModule.register({ settings, imports: [SessionsModule, KeysModule] }),
    ],
  }).compile();
  const app = module.createNestApplication<NestFastifyApplication>(createHttpAdapter(), {
    bodyParser: false,
    logger: false,
  });
  configureHttp(app, settings);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}
