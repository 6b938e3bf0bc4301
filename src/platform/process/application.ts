/**
 * Puts the whole house together. Loading this file loads everything, so the start does it beside the database's.
 */
import 'reflect-metadata';
import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../../app.module.js';
import { createHttpAdapter } from '../../http/adapter.js';
import { configureHttp } from '../../http/configure.js';
import { serveOpenApi } from '../../http/openapi/serve.js';
import type { ServiceSettings } from '../platform.module.js';
import type { OpenDatabase } from '../postgres/open-database.js';

/** What the application is made of. */
export interface ApplicationParts {
  readonly settings: ServiceSettings;
  readonly database: OpenDatabase;
  readonly logger: LoggerService;
}

/** The whole service as one application, ready to listen. */
export async function createApplication({
  settings,
  database,
  logger,
}: ApplicationParts): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.register({ settings, database }),
    createHttpAdapter(settings),
    { logger, abortOnError: false, bodyParser: false },
  );
  // The URL in use, whoever chose it: the embedded server's has a password as well.
  configureHttp(app, { ...settings, databaseUrl: database.url });
  serveOpenApi(app);
  return app;
}
