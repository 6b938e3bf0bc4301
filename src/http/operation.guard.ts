import { type CanActivate, type ExecutionContext, Inject, Injectable, Optional } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Rejection } from '../ledger/rejection.js';
import { CallerCheck } from './identity/caller-check.js';
import { ScopeCheck } from './identity/scope-check.js';
import { LedgerClock } from './ledger-clock.js';
import { LEDGER_POSITION } from './ledger-position.js';
import { operationOf } from './operation/operation.decorator.js';
import { isQuery, type Operation } from './operation/operation.js';
import { readInput } from './parsing/input.js';
import { requestState } from './request-state.js';

/** Routes that answer without a caller; every other handler must be an operation. */
const OPEN_ROUTES = /^\/(?:health(?:\/[a-z]+)?|metrics)$/;

/**
 * What comes before the handler of every operation, in one fixed order (architecture decision 18): who calls and may
 * they, what did they send, may they know of it, how far is the log. Nobody's input is read before it is known who sends
 * it. Handlers that declare no operation are refused, so that a forgotten declaration never opens a route.
 *
 * One guard and no interceptor: a request pays for each that Nest calls, and with the first interceptor for rxjs.
 */
@Injectable()
export class OperationGuard implements CanActivate {
  constructor(
    @Inject(CallerCheck) private readonly callers: CallerCheck,
    @Inject(ScopeCheck) private readonly scopes: ScopeCheck,
    @Optional() @Inject(LedgerClock) private readonly clock?: LedgerClock,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const handler = context.getHandler();
    const operation = operationOf(handler);
    if (operation) return this.admit(operation, handler, request, http.getResponse<FastifyReply>());
    if (OPEN_ROUTES.test(request.routeOptions.url ?? '')) return true;
    throw new Rejection('permission_denied', 'the handler of this route declares no operation');
  }

  private async admit(
    operation: Operation,
    handler: object,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<boolean> {
    const state = requestState(request);
    state.operation = operation;
    const caller = await this.callers.identify(request, reply, operation);
    state.caller = caller;
    this.callers.requireRight(caller, operation, handler, request);
    const input = readInput(request, operation);
    state.input = input;
    const path = this.scopes.admit(caller, handler, input.path);
    if (path) state.input = { ...input, path: await path };
    if (this.clock) await this.sayPosition(this.clock, operation, input.atLeast, reply);
    return true;
  }

  /**
   * Every answer of an operation says how far into the log it speaks: `X-Ledger-Position` is what this instance had seen
   * before the handler ran, unless the handler knows better. Queries wait for `X-Ledger-At-Least` before they read.
   */
  private sayPosition(
    clock: LedgerClock,
    operation: Operation,
    atLeast: number | undefined,
    reply: FastifyReply,
  ): Promise<void> | undefined {
    void reply.header(LEDGER_POSITION, clock.position);
    if (atLeast === undefined || !isQuery(operation)) return undefined;
    return clock.until(atLeast).then((position) => void reply.header(LEDGER_POSITION, position));
  }
}
