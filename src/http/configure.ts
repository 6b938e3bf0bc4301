/**
 * What the HTTP layer sets on the application itself: how bodies are read, the first steps of every request, the
 * access log. Guards and the error filter come with `HttpModule`.
 */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { registerSecret } from './redaction/runtime-secrets.js';
import type { HttpSettings } from './settings.js';
import { accessLog } from './transport/access-log.js';
import { admission, MAX_BODY_BYTES } from './transport/admission.js';

/** Call once, before the application is initialised, with an application on `createHttpAdapter()`. */
export function configureHttp(app: NestFastifyApplication, settings: HttpSettings): void {
  registerSecrets(settings);
  const fastify = app.getHttpAdapter().getInstance();
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MAX_BODY_BYTES }, (_request, body, done) => {
    done(null, body);
  });
  fastify.addHook('onRequest', admission(settings));
  fastify.addHook('onResponse', accessLog());
}

function registerSecrets({ secret, databaseUrl = '' }: HttpSettings): void {
  const password = URL.canParse(databaseUrl) ? new URL(databaseUrl).password : '';
  for (const known of [secret ?? '', password, decoded(password)]) registerSecret(known);
}

/** A password as it was before it was put into a URL; as it is when it was not encoded properly. */
function decoded(password: string): string {
  try {
    return decodeURIComponent(password);
  } catch {
    return password;
  }
}
