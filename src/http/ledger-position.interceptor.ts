import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { LedgerClock } from './ledger-clock.js';
import { LEDGER_POSITION } from './ledger-position.js';
import { requestState } from './request-state.js';

/** A query waits at most this long for the position that its caller has seen elsewhere, in ms (architecture.md 4). */
const WAIT_MS = 1_000;

/**
 * Queries answer with everything up to `X-Ledger-At-Least` and report `X-Ledger-Position`, the position that this
 * instance had seen when it began to read.
 */
@Injectable()
export class LedgerPositionInterceptor implements NestInterceptor {
  constructor(private readonly clock: LedgerClock) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const { operation, input } = requestState(http.getRequest<FastifyRequest>());
    if (operation?.right === 'read') {
      if (input?.atLeast !== undefined) await this.clock.reached(input.atLeast, WAIT_MS);
      void http.getResponse<FastifyReply>().header(LEDGER_POSITION, this.clock.position);
    }
    return next.handle();
  }
}
