import type { INestApplication } from '@nestjs/common';
import { SwaggerModule } from '@nestjs/swagger';
import { createOpenApiDocument } from './document.js';

/**
 * Serves the document at `/openapi.json` and its page at `/docs`, from files that come with the service. The document
 * is made at the first request for it, so that it costs nothing at start.
 */
export function serveOpenApi(app: INestApplication): void {
  SwaggerModule.setup('docs', app, () => createOpenApiDocument(app), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'taskledger',
  });
}
