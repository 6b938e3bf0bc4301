import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { type Observable, tap } from 'rxjs';
import { LEASE_CODES } from '../http/errors/catalogue/leases.js';
import { Rejection } from '../ledger/rejection.js';
import { MetricsRegistry } from '../platform/health/metrics.js';

const CODES: ReadonlySet<string> = new Set(Object.keys(LEASE_CODES));

/** Counts what is refused to sessions that do not hold the lease that they act on (`runs.md` 3.6), wherever they call. */
@Injectable()
export class StaleRefusals implements NestInterceptor {
  private readonly refusals: Counter;

  constructor(@Inject(MetricsRegistry) metrics: MetricsRegistry) {
    this.refusals = metrics.counter({
      name: 'stale_refusals_total',
      help: 'Calls refused because the session did not hold the lease',
      labelNames: ['code'],
    });
    for (const code of CODES) this.refusals.inc({ code }, 0);
  }

  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(tap({ error: (error: unknown) => this.count(error) }));
  }

  private count(error: unknown): void {
    if (error instanceof Rejection && CODES.has(error.code)) this.refusals.inc({ code: error.code });
  }
}
