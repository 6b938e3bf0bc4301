import type { OpenAPIObject } from '@nestjs/swagger';
import { AppModule } from '../../app.module.js';
import { readSettings } from '../../platform/configuration/settings.js';
import type { PlatformOptions } from '../../platform/platform.module.js';
import { previewOpenApiDocument } from './preview.js';

/** The document of the whole service, as `openapi.json` keeps it. */
export function serviceDocument(): Promise<OpenAPIObject> {
  const settings = { ...readSettings({}), secret: 'preview' };
  // Only described, never connected: the preview makes no provider.
  const database = { dataSource: {}, url: 'postgres://localhost/preview' } as PlatformOptions['database'];
  return previewOpenApiDocument(AppModule.register({ settings, database }));
}
