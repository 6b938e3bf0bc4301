import { type INestApplication, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { openApiLibrary } from './decorators.js';
import { createOpenApiDocument } from './document.js';

const PATHS = ['/openapi.json', '/docs', '/docs/*'];

/** What the page's files say of themselves; the other headers are those of every answer of ours. */
const HEADERS = ['content-type', 'cache-control', 'etag', 'last-modified'];
const ASKED = ['if-none-match', 'if-modified-since'];

/**
 * Serves the document at `/openapi.json` and its page at `/docs`, from files that come with the service. Both are made
 * at the first request for one of them, so that they cost nothing at start.
 */
export function serveOpenApi(app: INestApplication): void {
  const adapter = app.getHttpAdapter() as FastifyAdapter;
  let making: Promise<NestFastifyApplication> | undefined;
  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const documentation = await (making ??= makeDocumentation(app));
    await passOn(documentation, request, reply);
  };
  for (const path of PATHS) adapter.get(path, answer);
}

@Module({})
class DocumentationModule {}

/** An application of its own that never listens: the one that is running takes no further routes. */
async function makeDocumentation(app: INestApplication): Promise<NestFastifyApplication> {
  const { SwaggerModule } = await openApiLibrary();
  const document = await createOpenApiDocument(app);
  const documentation = await NestFactory.create<NestFastifyApplication>(DocumentationModule, new FastifyAdapter(), {
    abortOnError: false,
  });
  SwaggerModule.setup('docs', documentation, document, {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'taskledger',
  });
  return documentation.init();
}

async function passOn(documentation: NestFastifyApplication, request: FastifyRequest, reply: FastifyReply) {
  const asked = ASKED.filter((name) => name in request.headers).map((name) => [name, request.headers[name]]);
  const headers = Object.fromEntries(asked) as Record<string, string>;
  const { statusCode, headers: given, rawPayload } = await documentation.inject({ url: request.url, headers });
  if (statusCode === 404) {
    reply.callNotFound();
    await reply;
    return;
  }
  for (const name of HEADERS) if (given[name] !== undefined) void reply.header(name, given[name]);
  await reply.status(statusCode).send(rawPayload);
}
