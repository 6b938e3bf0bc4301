import type { FastifyReply, FastifyRequest } from 'fastify';
import { Rejection } from '../../ledger/rejection.js';
import { EventStream } from './event-stream.js';

/**
 * Where a stream begins: after the event that the header names, else after the one of the query, else at the beginning.
 * Refused is a header that is not a number that we could have sent, never ignored (`views.md` 5.1).
 */
export function startOf({ headers }: FastifyRequest, afterSequence: number | undefined): number {
  const header = headers['last-event-id'];
  const text = (Array.isArray(header) ? header[0] : header)?.trim();
  if (text === undefined || text === '') return afterSequence ?? 0;
  const position = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(position)) {
    throw new Rejection('invalid_query', 'Last-Event-ID must be the id of an event that was streamed');
  }
  return position;
}

/** Sends the head at once, so that a client knows it is connected before anything happens. To HEAD that is all. */
export function openStream({ method }: FastifyRequest, reply: FastifyReply): EventStream {
  reply.hijack();
  reply.raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache',
    connection: 'keep-alive',
    'x-accel-buffering': 'no',
  });
  reply.raw.flushHeaders();
  const stream = new EventStream(reply.raw);
  if (method === 'HEAD') stream.end();
  return stream;
}
