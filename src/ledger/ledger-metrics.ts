import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Histogram } from 'prom-client';
import { MetricsRegistry } from '../platform/health/metrics.js';
import { DutyRunner } from './duties/duty-runner.js';
import { Leadership } from './duties/leadership.js';
import { Followers } from './followers/followers.js';
import { Hub } from './hub/hub.js';
import { Lane } from './lane/lane.js';
import { LaneMetrics } from './lane/lane-metrics.js';
import { EventLog } from './log/event-log.js';

const SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256];
const SECONDS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1, 5];

/** What metrics say of the engine: lane, hub, followers and duties. */
@Injectable()
export class LedgerMetrics implements OnModuleInit {
  constructor(
    @Inject(MetricsRegistry) private readonly metrics: MetricsRegistry,
    private readonly lane: Lane,
    private readonly laneMetrics: LaneMetrics,
    private readonly log: EventLog,
    private readonly hub: Hub,
    private readonly duties: DutyRunner,
    private readonly leadership: Leadership,
    private readonly followers: Followers,
  ) {}

  onModuleInit(): void {
    this.exportLane();
    this.exportHub();
    this.exportFollowers();
    this.exportDuties();
  }

  private exportLane(): void {
    const flushSize = this.histogram('lane_flush_commands', 'Commands per flush of the lane', SIZES);
    const flushTime = this.histogram('lane_flush_seconds', 'Duration of a flush, from begin to commit', SECONDS);
    const wait = this.histogram('lane_wait_seconds', 'Time that a command waited for its flush', SECONDS);
    const events = this.metrics.counter({ name: 'events_total', help: 'Events that this instance appended' });
    const failures = this.metrics.counter({ name: 'lane_failures_total', help: 'Flushes that failed' });
    const waiting = { name: 'lane_waiting_commands', help: 'Commands that wait for a flush' };
    this.metrics.gauge(waiting, () => [{ value: this.lane.depth }]);
    this.laneMetrics.observe({
      flushed: (flush) => {
        flushSize.observe(flush.commands);
        flushTime.observe(flush.durationMs / 1000);
        events.inc(flush.events);
      },
      waited: (ms) => wait.observe(ms / 1000),
      failed: () => failures.inc(),
    });
  }

  private exportHub(): void {
    const position = { name: 'log_position', help: 'Position up to which this instance has handed events on' };
    this.metrics.gauge(position, () => [{ value: this.hub.position }]);
    // The head first: what is committed while it is read is no lag.
    const lag = this.metrics.reading('log', async () => {
      const head = await this.log.head();
      return Math.max(0, head - this.hub.position);
    });
    const described = { name: 'hub_lag_events', help: 'Events in the log that this instance has not handed on yet' };
    this.metrics.gauge(described, async () => {
      const events = await lag.get();
      return events === undefined ? [] : [{ value: events }];
    });
  }

  /** Only the instance that follows knows: the others say nothing of it. */
  private exportFollowers(): void {
    const { metrics, followers } = this;
    const following = () => followers.statuses().filter(({ state }) => state !== 'idle');
    const labelNames = ['view'];
    const lag = {
      name: 'follower_lag_events',
      help: 'Events that a view is behind what this instance heard',
      labelNames,
    };
    metrics.gauge(lag, () =>
      following().map(({ name, position }) => ({
        labels: { view: name },
        value: Math.max(0, this.hub.position - position),
      })),
    );
    const stopped = { name: 'follower_stopped', help: '1 while a view stands still at an event', labelNames };
    metrics.gauge(stopped, () =>
      following().map(({ name, state }) => ({ labels: { view: name }, value: state === 'stopped' ? 1 : 0 })),
    );
  }

  private exportDuties(): void {
    const { metrics, duties } = this;
    const leader = { name: 'leader', help: '1 while this instance runs the duties' };
    metrics.gauge(leader, () => [{ value: this.leadership.leads ? 1 : 0 }]);
    const labelNames = ['duty'];
    metrics.gauge({ name: 'duty_findings_total', help: 'Findings that a duty acted on', labelNames }, () =>
      duties.statuses().map(({ name, findings }) => ({ labels: { duty: name }, value: findings })),
    );
    metrics.gauge({ name: 'duty_failures_total', help: 'Turns of a duty that failed', labelNames }, () =>
      duties.statuses().map(({ name, failures }) => ({ labels: { duty: name }, value: failures })),
    );
  }

  private histogram(name: string, help: string, buckets: number[]): Histogram {
    return new Histogram({ name: `taskledger_${name}`, help, buckets, registers: [this.metrics] });
  }
}
