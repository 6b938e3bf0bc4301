import { Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import { requestState } from '../request-state.js';

/** Writes one line per request: what was called and how it went, never values, bodies or secrets. */
export function accessLog(logger = new Logger('http')) {
  return (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction): void => {
    const actor = requestState(request).caller?.actor;
    logger.log({
      msg: 'request',
      method: request.method,
      route: request.is404 ? undefined : request.routeOptions.url,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
      request_id: request.id,
      actor: actor && `${actor.kind}:${actor.ref}`,
    });
    done();
  };
}
