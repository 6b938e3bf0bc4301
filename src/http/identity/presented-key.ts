import type { IncomingHttpHeaders } from 'node:http';

const BEARER = /^Bearer[ \t]+(\S+)$/i;

/** The bearer token of a request; the empty text when there is none, or the credential is of another kind. */
export function bearerKey({ authorization = '' }: IncomingHttpHeaders): string {
  return BEARER.exec(authorization.trim())?.[1] ?? '';
}

/** The key in a header of its own; the first one when it comes more than once, the empty text when it is not there. */
export function headerKey(headers: IncomingHttpHeaders, name: string): string {
  const header = headers[name];
  return (Array.isArray(header) ? header[0] : header)?.trim() ?? '';
}
