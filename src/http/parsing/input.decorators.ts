import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { notePathKind, type ResourceKind } from '../identity/resource-kinds.js';
import { ApiParam } from '../openapi/decorators.js';
import { type RequestInput, requestState } from '../request-state.js';

const NUMBER = { type: 'integer' as const, format: 'int64', minimum: 1 };

/** The request body, an instance of the class that the operation declares. */
export const RequestBody = createParamDecorator((_: unknown, context: ExecutionContext) => inputOf(context).body);

/** The query, an instance of the class that the operation declares. */
export const QueryInput = createParamDecorator((_: unknown, context: ExecutionContext) => inputOf(context).query);

/** The value of `X-Ledger-At-Least`, if sent. */
export const AtLeast = createParamDecorator((_: unknown, context: ExecutionContext) => inputOf(context).atLeast);

/** The value of `If-Match`, if sent; the operation must declare that it reads it. */
export const IfMatch = createParamDecorator((_: unknown, context: ExecutionContext) => inputOf(context).ifMatch);

const pathId = createParamDecorator((name: string, context: ExecutionContext) => inputOf(context).path[name]);

/**
 * An id of the path, decoded and trimmed, never blank.
 * @param kind what it names: keys that are bound to a workspace reach it only there, and without a kind not at all
 * @param type `integer` where the route's pattern takes digits alone; the handler gets text all the same
 */
export function PathId(
  name: string,
  description = 'Id',
  kind?: ResourceKind,
  type: 'string' | 'integer' = 'string',
): ParameterDecorator {
  return (target, key, index) => {
    pathId(name)(target, key, index);
    const method = key === undefined ? undefined : Object.getOwnPropertyDescriptor(target, key);
    if (key === undefined || !method) return;
    if (kind) notePathKind(method.value as object, name, kind);
    const schema = type === 'integer' ? NUMBER : { type };
    ApiParam({ name, description, schema })(target, key, method);
  };
}

function inputOf(context: ExecutionContext): RequestInput {
  const { input } = requestState(context.switchToHttp().getRequest<FastifyRequest>());
  if (!input) throw new Error('no input: the handler ran without OperationGuard, or declares no operation');
  return input;
}
