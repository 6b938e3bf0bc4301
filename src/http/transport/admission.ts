import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import { Rejection } from '../../ledger/rejection.js';
import type { HttpSettings } from '../settings.js';
import type { Closing } from './closing.js';
import { refuseForeignPage } from './origin-rules.js';
import { notePendingAnswer } from './pending-answers.js';
import { writeCommonHeaders } from './response-headers.js';

/** Largest request body in bytes; one more is refused. */
export const MAX_BODY_BYTES = 4_194_304;
/** Longest request target in characters: path and query. */
const MAX_URL_LENGTH = 8_192;

/**
 * The first steps of every request, before its route is looked at (`http.md` 1, steps 2 to 4): origin, `OPTIONS`,
 * whether the service still takes requests, announced size. Failures go through the error filter like all others.
 */
export function admission(settings: HttpSettings, closing: Closing) {
  return (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction): void => {
    notePendingAnswer(reply);
    writeCommonHeaders(request, reply);
    try {
      refuseForeignPage(request.headers, () => `${request.protocol}://${request.host}`, settings);
    } catch (error) {
      done(error as Error);
      return;
    }
    const { origin } = request.headers;
    if (origin !== undefined) void reply.header('access-control-allow-origin', origin);
    if (request.method === 'OPTIONS') {
      void reply.status(204).send();
      return;
    }
    // Any body is read as bytes and parsed as JSON: the media type is never looked at (`http.md` 3).
    delete request.headers['content-type'];
    const closed = closing.refusal();
    if (closed) void reply.header('connection', 'close');
    done(closed ?? oversizeOf(request));
  };
}

function oversizeOf(request: FastifyRequest): Rejection | undefined {
  if ((request.raw.url ?? '').length > MAX_URL_LENGTH) {
    return new Rejection('url_too_long', `the address is over ${MAX_URL_LENGTH} characters`);
  }
  const announced = Number(request.headers['content-length'] ?? 0);
  return announced > MAX_BODY_BYTES ? new Rejection('body_too_large', 'request body too large') : undefined;
}
