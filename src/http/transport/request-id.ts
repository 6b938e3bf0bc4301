import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { redactText } from '../../platform/redaction/redact.js';

const ACCEPTED = /^[A-Za-z0-9._:-]{1,128}$/;

/**
 * The request id that the caller sent in `X-Request-Id`, or a new one when it sent none that is usable. It goes into
 * answers, logs and events, so one that looks like a secret is not.
 */
export function requestIdOf(request: IncomingMessage): string {
  const sent = request.headers['x-request-id'];
  const usable = typeof sent === 'string' && ACCEPTED.test(sent) && redactText(sent) === sent;
  return usable ? sent : randomUUID();
}
