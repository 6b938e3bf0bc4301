import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { type HealthReport, HealthRegistry } from '../platform/health/health-registry.js';
import { DutyRunner } from './duties/duty-runner.js';
import { Leadership } from './duties/leadership.js';
import { Followers } from './followers/followers.js';
import { Hub } from './hub/hub.js';
import { Lane } from './lane/lane.js';
import { LaneMetrics } from './lane/lane-metrics.js';
import { EventLog } from './log/event-log.js';

/** The lane is ill when a command has waited this long, in ms: flushes then fail or hang. */
const STALLED_MS = 10_000;

/** What health says of the engine: lane, log, hub, followers and duties. */
@Injectable()
export class LedgerHealth implements OnModuleInit {
  constructor(
    @Inject(HealthRegistry) private readonly health: HealthRegistry,
    private readonly lane: Lane,
    private readonly laneMetrics: LaneMetrics,
    private readonly log: EventLog,
    private readonly hub: Hub,
    private readonly duties: DutyRunner,
    private readonly leadership: Leadership,
    private readonly followers: Followers,
  ) {}

  onModuleInit(): void {
    this.health.register('lane', () => Promise.resolve(this.laneReport()));
    this.health.register('log', () => this.logReport());
    this.health.register('views', () => this.viewReport());
    this.health.register('duties', () => Promise.resolve(this.dutyReport()));
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

  /** A view that stands still takes nothing from commands and other reads: it is told, and the service stays ready. */
  private async viewReport(): Promise<HealthReport> {
    const head = await this.log.head();
    const reports = this.followers.statuses().map(({ name, ...status }) => {
      const lag = status.state === 'idle' ? {} : { lag: Math.max(0, head - status.position) };
      return [name, { ...status, ...lag }];
    });
    return { ok: true, detail: Object.fromEntries(reports) };
  }

  private dutyReport(): HealthReport {
    const duties = Object.fromEntries(this.duties.statuses().map(({ name, ...status }) => [name, status]));
    return { ok: true, detail: { leader: this.leadership.leads, ...duties } };
  }
}
