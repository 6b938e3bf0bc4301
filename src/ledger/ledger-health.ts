import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Counter, Gauge, Histogram } from 'prom-client';
import { type HealthReport, HealthRegistry } from '../platform/health/health-registry.js';
import { MetricsRegistry } from '../platform/health/metrics.js';
import { DutyRunner } from './duties/duty-runner.js';
import { Leadership } from './duties/leadership.js';
import { Hub } from './hub/hub.js';
import { Lane } from './lane/lane.js';
import { LaneMetrics } from './lane/lane-metrics.js';
import { EventLog } from './log/event-log.js';

/** The lane is ill when a command has waited this long, in ms: flushes then fail or hang. */
const STALLED_MS = 10_000;

/** What health and metrics say of the engine: lane, log, hub and duties. */
@Injectable()
export class LedgerHealth implements OnModuleInit {
  constructor(
    @Inject(HealthRegistry) private readonly health: HealthRegistry,
    @Inject(MetricsRegistry) private readonly metrics: MetricsRegistry,
    private readonly lane: Lane,
    private readonly laneMetrics: LaneMetrics,
    private readonly log: EventLog,
    private readonly hub: Hub,
    private readonly duties: DutyRunner,
    private readonly leadership: Leadership,
  ) {}

  onModuleInit(): void {
    this.health.register('lane', () => Promise.resolve(this.laneReport()));
    this.health.register('log', () => this.logReport());
    this.health.register('duties', () => Promise.resolve(this.dutyReport()));
    this.exportLane();
    this.exportDuties();
  }

  private laneReport(): HealthReport {
    const waitingMs = Math.round(this.lane.longestWaitMs);
    return {
      ok: waitingMs < STALLED_MS,
      detail: { waiting: this.lane.depth, waiting_ms: waitingMs, ...this.laneMetrics.snapshot },
    };
  }

  private async logReport(): Promise<HealthReport> {
    const head = await this.log.head();
    return { ok: true, detail: { head, heard: this.hub.position } };
  }

  private dutyReport(): HealthReport {
    const duties = Object.fromEntries(this.duties.statuses().map(({ name, ...status }) => [name, status]));
    return { ok: true, detail: { leader: this.leadership.leads, ...duties } };
  }

  private exportLane(): void {
    const registers = [this.metrics];
    const flushSize = histogram(registers, 'lane_flush_commands', 'Commands per flush of the lane', SIZES);
    const flushTime = histogram(registers, 'lane_flush_seconds', 'Duration of a flush, from begin to commit', SECONDS);
    const wait = histogram(registers, 'lane_wait_seconds', 'Time that a command waited for its flush', SECONDS);
    const events = counter(registers, 'events_total', 'Events that this instance appended');
    const failures = counter(registers, 'lane_failures_total', 'Flushes that failed');
    const depth = (): number => this.lane.depth;
    new Gauge({
      name: 'taskledger_lane_waiting_commands',
      help: 'Commands that wait for a flush',
      registers,
      collect() {
        this.set(depth());
      },
    });
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

  private exportDuties(): void {
    const { leadership, duties, hub } = this;
    const registers = [this.metrics];
    new Gauge({
      name: 'taskledger_leader',
      help: '1 while this instance runs the duties',
      registers,
      collect() {
        this.set(leadership.leads ? 1 : 0);
      },
    });
    new Gauge({
      name: 'taskledger_duty_findings_total',
      help: 'Findings that a duty acted on',
      labelNames: ['duty'],
      registers,
      collect() {
        for (const duty of duties.statuses()) this.set({ duty: duty.name }, duty.findings);
      },
    });
    new Gauge({
      name: 'taskledger_duty_failures_total',
      help: 'Turns of a duty that failed',
      labelNames: ['duty'],
      registers,
      collect() {
        for (const duty of duties.statuses()) this.set({ duty: duty.name }, duty.failures);
      },
    });
    new Gauge({
      name: 'taskledger_log_position',
      help: 'Position up to which this instance has handed events on',
      registers,
      collect() {
        this.set(hub.position);
      },
    });
  }
}

const SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256];
const SECONDS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1, 5];

function histogram(registers: MetricsRegistry[], name: string, help: string, buckets: number[]): Histogram {
  return new Histogram({ name: `taskledger_${name}`, help, buckets, registers });
}

function counter(registers: MetricsRegistry[], name: string, help: string): Counter {
  return new Counter({ name: `taskledger_${name}`, help, registers });
}
