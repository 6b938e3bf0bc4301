import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Lane } from '../ledger/lane/lane.js';
import { MetricsRegistry } from '../platform/health/metrics.js';
import type { SessionEvent } from './domain/session-events.js';
import { SESSION_STATES, UNRESPONSIVE } from './domain/session-state.js';
import { SessionCounts } from './views/session-counts.js';

const STOPPED: SessionEvent['type'] = 'session.stopped';

/** What metrics say of agent sessions: how many there are, and how many ended because nobody saw them any more. */
@Injectable()
export class SessionMetrics implements OnModuleInit {
  constructor(
    @Inject(MetricsRegistry) private readonly metrics: MetricsRegistry,
    private readonly counts: SessionCounts,
    private readonly lane: Lane,
  ) {}

  onModuleInit(): void {
    const counts = this.metrics.reading('sessions', () => this.counts.byState());
    const alive = SESSION_STATES.filter((state) => state !== 'stopped');
    const help = 'Agent sessions that have not stopped';
    this.metrics.gauge({ name: 'sessions', help, labelNames: ['state'] }, async () => {
      const known = await counts.get();
      return known ? alive.map((state) => ({ labels: { state }, value: known.get(state) ?? 0 })) : [];
    });
    this.exportStops();
  }

  private exportStops(): void {
    const stops = this.metrics.counter({
      name: 'sessions_stopped_total',
      help: 'Agent sessions that ended',
      labelNames: ['reason'],
    });
    for (const reason of [UNRESPONSIVE, 'other']) stops.inc({ reason }, 0);
    this.lane.onCommitted((events) => {
      for (const { type, data } of events) {
        if (type === STOPPED) stops.inc({ reason: data?.stop_reason === UNRESPONSIVE ? UNRESPONSIVE : 'other' });
      }
    });
  }
}
