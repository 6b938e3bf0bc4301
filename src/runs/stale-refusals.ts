import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { LEASE_CODES } from '../http/errors/catalogue/leases.js';
import { RefusedCalls } from '../http/errors/refused-calls.js';
import { MetricsRegistry } from '../platform/health/metrics.js';

const CODES: ReadonlySet<string> = new Set(Object.keys(LEASE_CODES));

/** Counts what is refused to sessions that do not hold the lease that they act on (`runs.md` 3.6), wherever they call. */
@Injectable()
export class StaleRefusals implements OnModuleInit {
  private readonly refusals: Counter;

  constructor(
    @Inject(MetricsRegistry) metrics: MetricsRegistry,
    @Inject(RefusedCalls) private readonly refused: RefusedCalls,
  ) {
    this.refusals = metrics.counter({
      name: 'stale_refusals_total',
      help: 'Calls refused because the session did not hold the lease',
      labelNames: ['code'],
    });
    for (const code of CODES) this.refusals.inc({ code }, 0);
  }

  onModuleInit(): void {
    this.refused.listen(({ code }) => {
      if (CODES.has(code)) this.refusals.inc({ code });
    });
  }
}
