/**
 * What the HTTP layer sets on the application itself: how bodies are read, the first steps of every request, rate
 * limits, the access log. Guards and the error filter come with `HttpModule`.
 */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AnswerVeil } from './identity/answer-veil.js';
import { veilAnswers } from './identity/veil.hook.js';
import { RateLimits } from './limits/rate-limits.js';
import { scrubClaimTokens } from './redaction/claim-token.js';
import { registerSecret } from './redaction/runtime-secrets.js';
import type { HttpSettings } from './settings.js';
import { accessLog } from './transport/access-log.js';
import { admission, MAX_BODY_BYTES } from './transport/admission.js';
import { Closing } from './transport/closing.js';

/** Call once, before the application is initialised, with an application on `createHttpAdapter()`. */
export function configureHttp(app: NestFastifyApplication, settings: HttpSettings): void {
  registerSecrets(settings);
  const fastify = app.getHttpAdapter().getInstance();
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MAX_BODY_BYTES }, (_request, body, done) => {
    done(null, body);
  });
  const limits = new RateLimits(settings);
  fastify.addHook('onRequest', accessLog(settings.accessLog));
  fastify.addHook('onRequest', admission(settings, app.get(Closing)));
  fastify.addHook('onRequest', limits.onRequest.bind(limits));
  fastify.addHook('preSerialization', veilAnswers(app.get(AnswerVeil, { strict: false })));
  fastify.addHook('onSend', limits.onSend.bind(limits));
  fastify.addHook('onSend', lastScrub);
}

/** The net below everything that scrubs before: no answer carries a raw claim token, whatever the ledger may hold. */
function lastScrub(
  _request: FastifyRequest,
  _reply: FastifyReply,
  payload: unknown,
  done: (error: null, payload: unknown) => void,
): void {
  done(null, typeof payload === 'string' ? scrubClaimTokens(payload) : payload);
}

function registerSecrets({ secret = '', webhookSecret = '', databaseUrl = '' }: HttpSettings): void {
  const password = URL.canParse(databaseUrl) ? new URL(databaseUrl).password : '';
  for (const known of [secret, webhookSecret, password, decoded(password)]) registerSecret(known);
}

/** A password as it was before it was put into a URL; as it is when it was not encoded properly. */
function decoded(password: string): string {
  try {
    return decodeURIComponent(password);
  } catch {
    return password;
  }
}
