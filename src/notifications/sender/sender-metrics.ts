import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { type Counter, Histogram } from 'prom-client';
import { MetricsRegistry } from '../../platform/health/metrics.js';
import { FAILURE_REASONS } from './outgoing.js';
import { Sender } from './sender.js';

const SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What metrics say of requests that go out. */
@Injectable()
export class SenderMetrics implements OnModuleInit {
  constructor(
    @Inject(MetricsRegistry) private readonly metrics: MetricsRegistry,
    private readonly sender: Sender,
  ) {}

  onModuleInit(): void {
    const { metrics, sender } = this;
    const counter: Counter = metrics.counter({
      name: 'outgoing_http_requests_total',
      help: 'Attempts to send a message',
      labelNames: ['outcome'],
    });
    for (const outcome of ['delivered', ...FAILURE_REASONS]) counter.inc({ outcome }, 0);
    const duration = new Histogram({
      name: 'taskledger_outgoing_http_request_seconds',
      help: 'Duration of an attempt that was made, from looking up the name to the end of the answer',
      buckets: SECONDS,
      registers: [metrics],
    });
    const inFlight = { name: 'outgoing_http_in_flight', help: 'Attempts under way' };
    metrics.gauge(inFlight, () => [{ value: sender.inFlight }]);
    sender.observe((outcome) => {
      counter.inc({ outcome: outcome.delivered ? 'delivered' : outcome.reason });
      if (outcome.delivered || MADE.has(outcome.reason)) duration.observe(outcome.durationMs / 1_000);
    });
  }
}

const MADE = new Set<string>(['status', 'timeout', 'connection']);
