import { StartError } from '../start-error.js';

/** Host, port and database of a connection string, without user and password: fit for messages and logs. */
export function describeDatabase(url: string): string {
  const { hostname, port, pathname, searchParams } = new URL(url);
  const host = searchParams.get('host') ?? (hostname || 'localhost');
  return `${host}:${searchParams.get('port') ?? (port || '5432')}${pathname}`;
}

/** Why a connection could not be made, in one line that repeats no credentials. */
export function connectionFailure(url: string, error: unknown): StartError {
  return new StartError(`cannot reach the database at ${describeDatabase(url)}: ${reason(error)}`);
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'unknown host',
  EAI_AGAIN: 'the host name cannot be looked up',
  ETIMEDOUT: 'no answer',
  EHOSTUNREACH: 'no route to the host',
  ECONNRESET: 'the connection was cut',
  '28P01': 'wrong user or password',
  '28000': 'this user may not connect',
  '3D000': 'no such database',
  '53300': 'too many connections',
  '57P03': 'the server is starting up or shutting down',
};

function reason(error: unknown): string {
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const { code, message } = (inner ?? {}) as { code?: string; message?: string };
  const known = code === undefined ? undefined : REASONS[code];
  return known ?? withoutCredentials((message ?? String(error)).split('\n', 1).join(''));
}

/** Blanks user and password of any URL within a text. */
export function withoutCredentials(text: string): string {
  return text.replace(/:\/\/[^\s/]*@/g, '://***@');
}
