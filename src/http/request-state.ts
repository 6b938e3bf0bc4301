import type { FastifyRequest } from 'fastify';
import type { Caller } from './identity/caller.js';
import type { IfMatch } from './if-match.js';
import type { Operation } from './operation/operation.js';

/** What guards found out about a request before its handler ran. */
export interface RequestInput {
  readonly path: Readonly<Record<string, string>>;
  readonly query: object | undefined;
  readonly body: object | undefined;
  /** `X-Ledger-At-Least`: the log position that the answer must have seen. */
  readonly atLeast: number | undefined;
  /** `If-Match`, where the operation reads it. */
  readonly ifMatch: IfMatch | undefined;
}

/** Notes that guards, decorators, the error filter and the access log share about one request. */
export interface RequestState {
  operation?: Operation;
  caller?: Caller;
  input?: RequestInput;
  /** Set when what is answered is a failure. */
  failed?: true;
}

const STATE = Symbol('request state');

/** The notes of a request; made at the first call. */
export function requestState(request: FastifyRequest): RequestState {
  const holder = request as FastifyRequest & { [STATE]?: RequestState };
  return (holder[STATE] ??= {});
}
