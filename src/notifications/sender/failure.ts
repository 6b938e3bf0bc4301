import type { FailureReason } from './outgoing.js';

/** Why an attempt ended without an answer, in words that tell an operator enough and nobody anything secret. */
export class Failure extends Error {
  override readonly name = 'Failure';

  constructor(
    readonly reason: FailureReason,
    readonly words: string,
  ) {
    super(words);
  }
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was broken off',
  EPIPE: 'the connection was broken off',
  ETIMEDOUT: 'the host did not answer',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  EADDRNOTAVAIL: 'the host cannot be reached',
  HPE_HEADER_OVERFLOW: 'the headers of the answer are too long',
};

const CODE = /^[A-Z][A-Z0-9_]{1,60}$/;

/** The words for whatever the network threw: by its code, since its message may name addresses. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const code = codeOf(error);
  return new Failure('connection', code === undefined ? 'the request failed' : (WORDS[code] ?? otherWords(code)));
}

function otherWords(code: string): string {
  if (code.startsWith('HPE_')) return `the answer is not HTTP (${code})`;
  if (/CERT|ALTNAME|ISSUER|SIGNATURE|CRL/.test(code)) return `the certificate is not valid (${code})`;
  if (/^(ERR_(SSL|TLS)|EPROTO)/.test(code)) return `there is no TLS with this host (${code})`;
  return `the request failed (${code})`;
}

/** The code of an error of Node's; several addresses may have been tried, and the first one's error stands for all. */
export function codeOf(error: unknown): string | undefined {
  const one: unknown = isObject(error) && Array.isArray(error.errors) ? error.errors[0] : error;
  if (!isObject(one) || typeof one.code !== 'string') return undefined;
  return CODE.test(one.code) ? one.code : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
