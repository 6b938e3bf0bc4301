import { Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';
import { requestState } from '../request-state.js';
import type { HttpSettings } from '../settings.js';

type Mode = HttpSettings['accessLog'];

const logger = new Logger('http');

/** What a log line says of an answer that was written past Fastify. */
export interface BareAnswer {
  readonly status: number;
  readonly bytes: number;
  readonly request_id: string;
}

/**
 * Writes one line per request when it is over, however it ended: what was called, by whom and how it went; never
 * queries, bodies, ids or keys. Streams have theirs at their end.
 */
export function accessLog(mode: Mode) {
  return (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction): void => {
    if (mode !== 'off') {
      const before = request.raw.socket.bytesWritten;
      reply.raw.on('close', () => logAnswer(request, reply, before, mode));
    }
    done();
  };
}

/** The line of a request that never became one: not HTTP, too large a head, too slow. */
export function logBareAnswer(answer: BareAnswer, mode: Mode): void {
  if (mode !== 'off') logger.log({ msg: 'request', ...answer });
}

function logAnswer(request: FastifyRequest, reply: FastifyReply, bytesBefore: number, mode: Mode): void {
  const status = statusOf(reply);
  if (mode === 'failures' && status < 400) return;
  const { caller } = requestState(request);
  logger.log({
    msg: 'request',
    method: request.method,
    route: request.is404 ? undefined : request.routeOptions.url,
    status,
    ms: Math.round(reply.elapsedTime * 10) / 10,
    bytes: bytesOf(request, reply, bytesBefore),
    request_id: request.id,
    principal: caller?.principal.ref,
    role: caller?.principal.role,
    actor: caller && `${caller.actor.kind}:${caller.actor.ref}`,
  });
}

/** Whoever leaves before anything was answered, or sends too slowly, counts as timed out. */
function statusOf(reply: FastifyReply): number {
  return reply.raw.headersSent ? reply.raw.statusCode : 408;
}

/** Bytes of the body as announced; those of a stream, which is not, as they went over the connection. */
function bytesOf(request: FastifyRequest, reply: FastifyReply, before: number): number {
  const announced = reply.getHeader('content-length');
  if (announced !== undefined) return request.method === 'HEAD' ? 0 : Number(announced);
  return reply.sent && reply.raw.statusCode === 204 ? 0 : Math.max(0, request.raw.socket.bytesWritten - before);
}
