import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { CommandContext } from '../../ledger/event.js';
import { type RequestState, requestState } from '../request-state.js';
import type { Caller } from './caller.js';

/** The caller of the operation, as the guard established it. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  return callerOf(requestState(context.switchToHttp().getRequest<FastifyRequest>()));
});

/** Who asks, by which way, under which request id: what every command takes. */
export const Context = createParamDecorator((_: unknown, context: ExecutionContext): CommandContext => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const state = requestState(request);
  return commandContext(callerOf(state), state.operation?.action ?? '', request.id);
});

/** `origin.ref` is the operation's action, so idempotency keys are kept apart by operation (`http.md` 2). */
function commandContext(caller: Caller, action: string, requestId: string): CommandContext {
  return { actor: caller.actor, origin: { kind: 'http', ref: action }, correlationId: requestId };
}

function callerOf(state: RequestState): Caller {
  if (!state.caller) throw new Error('no caller: the handler ran without OperationGuard');
  return state.caller;
}
