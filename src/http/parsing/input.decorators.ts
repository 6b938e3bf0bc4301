import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { type RequestInput, requestState } from '../request-state.js';

/** The request body, an instance of the class that the operation declares. */
export const RequestBody = createParamDecorator((_: unknown, context: ExecutionContext) => inputOf(context).body);

/** The query, an instance of the class that the operation declares. */
export const QueryInput = createParamDecorator((_: unknown, context: ExecutionContext) => inputOf(context).query);

/** The value of `X-Ledger-At-Least`, if sent. */
export const AtLeast = createParamDecorator((_: unknown, context: ExecutionContext) => inputOf(context).atLeast);

const pathId = createParamDecorator((name: string, context: ExecutionContext) => inputOf(context).path[name]);

/** An id of the path, decoded and trimmed, never blank. */
export function PathId(name: string, description = 'Id'): ParameterDecorator {
  return (target, key, index) => {
    pathId(name)(target, key, index);
    const method = key === undefined ? undefined : Object.getOwnPropertyDescriptor(target, key);
    if (key !== undefined && method) ApiParam({ name, description, type: String })(target, key, method);
  };
}

function inputOf(context: ExecutionContext): RequestInput {
  const { input } = requestState(context.switchToHttp().getRequest<FastifyRequest>());
  if (!input) throw new Error('no input: the handler ran without InputGuard, or declares no operation');
  return input;
}
