import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Rejection } from '../ledger/rejection.js';
import { failureOf } from './errors/error-body.js';
import { MAX_PATH_ID } from './parsing/path-ids.js';
import { MAX_BODY_BYTES } from './transport/admission.js';
import { requestIdOf } from './transport/request-id.js';
import { writeCommonHeaders } from './transport/response-headers.js';

/** Longest time for the head of a request, in milliseconds. */
const HEADERS_TIMEOUT_MS = 5_000;
/** Longest time for a whole request, body included, in milliseconds. */
const REQUEST_TIMEOUT_MS = 300_000;
/** How long an idle connection is kept, in milliseconds. */
const KEEP_ALIVE_MS = 60_000;

/**
 * The Fastify adapter with the limits and timeouts of `http.md` 1. There is no time limit on answers: streams and
 * waiting claims stay open.
 */
export function createHttpAdapter(): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: MAX_BODY_BYTES,
    forceCloseConnections: true,
    trustProxy: false,
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: { headersTimeout: HEADERS_TIMEOUT_MS, connectionsCheckingInterval: 1_000 },
    routerOptions: { maxParamLength: MAX_PATH_ID },
    genReqId: requestIdOf,
    frameworkErrors: answerUnroutable,
    clientErrorHandler: answerUnreadable,
  });
}

/** Addresses that the router refuses: bad percent-encoding, or an id longer than any id. */
function answerUnroutable(
  error: Error & { readonly code?: string },
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  writeCommonHeaders(request, reply);
  const tooLong = error.code === 'FST_ERR_MAX_PARAM_LENGTH';
  const { status, body } = failureOf(
    tooLong
      ? new Rejection('route_not_found', 'not found')
      : new Rejection('malformed_url', 'the path cannot be decoded'),
  );
  void reply.status(status).header('content-type', 'application/json; charset=utf-8').send(body);
}

/** What is no HTTP, or came too slowly: answered on the bare connection, which is then closed. */
function answerUnreadable(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const status = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
  const phrase = STATUS_CODES[status] ?? 'Bad Request';
  const body = JSON.stringify({ error: phrase });
  const head = `HTTP/1.1 ${status} ${phrase}\r\nContent-Type: application/json; charset=utf-8\r\n`;
  socket.end(`${head}Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`);
}
