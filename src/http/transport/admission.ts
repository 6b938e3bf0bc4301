import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import { Rejection } from '../../ledger/rejection.js';
import type { HttpSettings } from '../settings.js';
import { refuseForeignPage } from './origin-rules.js';
import { writeCommonHeaders } from './response-headers.js';

/** Largest request body in bytes; one more is refused. */
export const MAX_BODY_BYTES = 4_194_304;

/**
 * The first steps of every request, before its route is looked at (`http.md` 1, steps 2 to 4): origin, `OPTIONS`,
 * announced size. Failures go through the error filter like all others.
 */
export function admission(settings: HttpSettings) {
  return (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction): void => {
    writeCommonHeaders(request, reply);
    try {
      refuseForeignPage(request.headers, settings);
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
    done(announcesTooMuch(request) ? new Rejection('body_too_large', 'request body too large') : undefined);
  };
}

function announcesTooMuch(request: FastifyRequest): boolean {
  return Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES;
}
