import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { createHttpAdapter } from '../adapter.js';
import { createOpenApiDocument } from './document.js';

/** The document of a module's operations without starting anything: no provider is made, no database is needed. */
export async function previewOpenApiDocument(module: DynamicModule): Promise<OpenAPIObject> {
  const app = await NestFactory.create<NestFastifyApplication>(module, createHttpAdapter(), {
    preview: true,
    logger: false,
    abortOnError: false,
  });
  try {
    return await createOpenApiDocument(app);
  } finally {
    await app.close();
  }
}
