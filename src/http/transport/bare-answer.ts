import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { HttpSettings } from '../settings.js';
import { logBareAnswer } from './access-log.js';
import { pendingAnswer } from './pending-answers.js';
import { COMMON_HEADERS } from './response-headers.js';

/** How long a refused client gets to read why, in ms: to close at once may reset the connection under the answer. */
const LINGER_MS = 1_000;

const STATUSES: Readonly<Record<string, number>> = { ERR_HTTP_REQUEST_TIMEOUT: 408, HPE_HEADER_OVERFLOW: 431 };

/** Answers what is no HTTP, has too large a head or came too slowly, on the bare connection, which is then closed. */
export function answerUnreadable(mode: HttpSettings['accessLog']) {
  return (error: Error & { readonly code?: string }, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || !socket.writable) return;
    const owed = pendingAnswer(socket);
    if (owed?.raw.headersSent) {
      // A second answer would read as part of the first.
      socket.destroy();
      return;
    }
    const status = STATUSES[error.code ?? ''] ?? 400;
    const id = owed?.request.id ?? randomUUID();
    const body = JSON.stringify({ error: STATUS_CODES[status] ?? 'Bad Request' });
    socket.end(`${head(status, { ...COMMON_HEADERS, 'x-request-id': id }, body)}${body}`);
    if (owed) {
      // The rest of the body must not come to be executed after all.
      socket.destroySoon();
      return;
    }
    setTimeout(() => socket.destroy(), LINGER_MS).unref();
    logBareAnswer({ status, bytes: Buffer.byteLength(body), request_id: id }, mode);
  };
}

function head(status: number, headers: Readonly<Record<string, string>>, body: string): string {
  const lines = Object.entries({
    ...headers,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n`;
}
