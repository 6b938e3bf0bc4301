import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { LedgerClock } from './ledger-clock.js';
import { LEDGER_POSITION } from './ledger-position.js';
import { isQuery } from './operation/operation.js';
import { requestState } from './request-state.js';

/**
 * Every answer of an operation says how far into the log it speaks: `X-Ledger-Position` is what this instance had seen
 * before the handler ran, unless the handler knows better. Queries wait for `X-Ledger-At-Least` before they read.
 */
@Injectable()
export class LedgerPositionInterceptor implements NestInterceptor {
  constructor(private readonly clock: LedgerClock) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    const { operation, input } = requestState(http.getRequest<FastifyRequest>());
    if (!operation) return next.handle();
    void reply.header(LEDGER_POSITION, this.clock.position);
    if (input?.atLeast !== undefined && isQuery(operation)) {
      void reply.header(LEDGER_POSITION, await this.clock.until(input.atLeast));
    }
    return next.handle();
  }
}
