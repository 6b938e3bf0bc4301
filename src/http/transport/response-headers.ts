import type { FastifyReply, FastifyRequest } from 'fastify';
import { isApiPath } from './api-paths.js';

const CORS = {
  vary: 'Origin',
  'access-control-allow-headers': [
    'Content-Type',
    'Last-Event-ID',
    'Accept',
    'Authorization',
    'X-API-Key',
    'apikey',
    'Idempotency-Key',
    'If-Match',
    'X-Request-Id',
    'X-Ledger-At-Least',
    'X-AGH-Session-ID',
    'X-AGH-Agent',
    'X-AGH-Workspace-ID',
  ].join(', '),
  'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE, OPTIONS',
  'access-control-expose-headers': [
    'Content-Type',
    'Last-Event-ID',
    'X-Request-Id',
    'X-Ledger-Position',
    'X-Next-Cursor',
    'Idempotency-Replayed',
    'X-Task-Number',
    'X-Task-UUID',
    'X-Run-Number',
    'X-Hold-Skipped',
    'Location',
    'Retry-After',
  ].join(', '),
};

/** No page may show, embed or read what is answered here; what is answered is never more than data. */
const SECURITY = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};

/** What every answer has, whatever was asked for. */
export const COMMON_HEADERS: Readonly<Record<string, string>> = { ...CORS, ...SECURITY };

const API = { ...COMMON_HEADERS, 'cache-control': 'no-store' };

/** The documentation page runs its own scripts and inline styles, and nothing else. */
const DOCS = {
  ...COMMON_HEADERS,
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
};

/** The headers of every answer (`http.md` 8). */
export function writeCommonHeaders(request: FastifyRequest, reply: FastifyReply): void {
  const { url = '/' } = request.raw;
  void reply.headers(url.startsWith('/docs') ? DOCS : isApiPath(url) ? API : COMMON_HEADERS);
  void reply.header('x-request-id', request.id);
}
