import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Rejection } from '../../ledger/rejection.js';
import { readIfMatch } from '../if-match.js';
import { readAtLeast } from '../ledger-at-least.js';
import { fieldPrefix, type Operation } from '../operation/operation.js';
import { requestState } from '../request-state.js';
import { readFields } from './field.js';
import { parseJsonBody } from './json-body.js';
import { readPathIds } from './path-ids.js';
import { readQuery } from './query-field.js';
import { checkRules } from './semantics.js';

/**
 * Reads path, headers, query and body of an operation in one fixed order, after the caller is known (architecture
 * decision 18). A guard, because guards run one after another while the pipes of a handler run all at once, and
 * then chance would decide which of two failures a caller sees.
 */
@Injectable()
export class InputGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const state = requestState(request);
    const { operation } = state;
    if (!operation) return true;
    const at = fieldPrefix(operation);
    state.input = {
      path: readPathIds(request.params, operation.front !== undefined && operation.front !== 'a'),
      atLeast: readAtLeast(request.headers),
      ifMatch: operation.ifMatch ? readIfMatch(request.headers) : undefined,
      query: operation.query && readQuery(operation.query, request.query, at),
      body: operation.body && readBody(operation.body, request.body, at, operation.front !== undefined),
    };
    return true;
  }
}

function readBody(expected: NonNullable<Operation['body']>, raw: unknown, at: string, ofFront: boolean): object {
  const json = parseJsonBody(raw, !ofFront);
  if (!json && expected.required) throw new Rejection('body_required', 'body is required');
  const body = readFields(expected.type, json ?? {}, at);
  if (!expected.rulesInHandler) checkRules(body, at);
  return body;
}
