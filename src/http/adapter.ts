import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Rejection } from '../ledger/rejection.js';
import { readSettings } from '../platform/configuration/settings.js';
import { failureOf } from './errors/error-body.js';
import { MAX_PATH_ID } from './parsing/path-ids.js';
import type { HttpSettings } from './settings.js';
import { MAX_BODY_BYTES } from './transport/admission.js';
import { answerUnreadable } from './transport/bare-answer.js';
import { requestIdOf } from './transport/request-id.js';
import { writeCommonHeaders } from './transport/response-headers.js';

/** Largest head of a request in bytes: request line and headers. */
const MAX_HEAD_BYTES = 16_384;

/** Time limits of connections, in ms. */
export interface ConnectionTimeouts {
  /** Longest time for the head of a request. */
  readonly headers: number;
  /** How long an idle connection is kept. */
  readonly keepAlive: number;
  /** How often connections are looked at for what is overdue. */
  readonly check: number;
}

/**
 * Connections are looked at rarely: what a client has sent counts only once it is read, so that a look while the process is
 * busy would cut off those who wait for it.
 */
const TIMEOUTS: ConnectionTimeouts = { headers: 5_000, keepAlive: 60_000, check: 30_000 };

type AdapterSettings = Pick<HttpSettings, 'trustedProxies' | 'requestTimeoutSeconds' | 'accessLog'>;

/**
 * The Fastify adapter with the limits and timeouts of `http.md` 1. There is no time limit on answers: streams and
 * waiting claims stay open.
 */
export function createHttpAdapter(
  settings: AdapterSettings = readSettings({}),
  timeouts: ConnectionTimeouts = TIMEOUTS,
): FastifyAdapter {
  const requestTimeout = settings.requestTimeoutSeconds * 1000;
  return new FastifyAdapter({
    bodyLimit: MAX_BODY_BYTES,
    forceCloseConnections: true,
    // There is no middleware: what runs it is not put before every request.
    skipMiddie: true,
    // Ours has the shape and the headers of every other refusal, and begins earlier: `Closing`.
    return503OnClosing: false,
    trustProxy: settings.trustedProxies.length > 0 ? [...settings.trustedProxies] : false,
    keepAliveTimeout: timeouts.keepAlive,
    requestTimeout,
    http: {
      maxHeaderSize: MAX_HEAD_BYTES,
      headersTimeout: Math.min(timeouts.headers, requestTimeout),
      connectionsCheckingInterval: timeouts.check,
    },
    routerOptions: { maxParamLength: MAX_PATH_ID },
    schemaController: { compilersFactory: { buildValidator: compileNothing, buildSerializer: compileNothing } },
    genReqId: requestIdOf,
    frameworkErrors: answerUnroutable,
    clientErrorHandler: answerUnreadable(settings.accessLog),
  });
}

/** No route has a Fastify schema, `readInput` judges requests: its compilers, loaded at every start, are left out. */
function compileNothing(): never {
  throw new Error('routes have no Fastify schemas');
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
