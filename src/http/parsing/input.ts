import type { FastifyRequest } from 'fastify';
import { Rejection } from '../../ledger/rejection.js';
import { readIfMatch } from '../if-match.js';
import { readAtLeast } from '../ledger-at-least.js';
import { fieldPrefix, type Operation } from '../operation/operation.js';
import type { RequestInput } from '../request-state.js';
import { readFields } from './field.js';
import { parseJsonBody } from './json-body.js';
import { readPathIds } from './path-ids.js';
import { readQuery } from './query-field.js';
import { checkRules } from './semantics.js';

/**
 * Reads path, headers, query and body of an operation in one fixed order, after the caller is known (architecture
 * decision 18). Not by the pipes of a handler, which run all at once: then chance would decide which of two failures a
 * caller sees.
 */
export function readInput(request: FastifyRequest, operation: Operation): RequestInput {
  const at = fieldPrefix(operation);
  return {
    path: readPathIds(request.params, operation.front !== undefined && operation.front !== 'a'),
    atLeast: readAtLeast(request.headers),
    ifMatch: operation.ifMatch ? readIfMatch(request.headers) : undefined,
    query: operation.query && readQuery(operation.query, request.query, at),
    body: operation.body && readBody(operation.body, request.body, at, operation.front !== undefined),
  };
}

function readBody(expected: NonNullable<Operation['body']>, raw: unknown, at: string, ofFront: boolean): object {
  const json = parseJsonBody(raw, !ofFront);
  if (!json && expected.required) throw new Rejection('body_required', 'body is required');
  const body = readFields(expected.type, json ?? {}, at);
  if (!expected.rulesInHandler) checkRules(body, at);
  return body;
}
