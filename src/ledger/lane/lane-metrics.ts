import { Logger } from '@nestjs/common';
import type { LaneObserver } from './lane.js';

/** Counts of the lane since the start of this instance. */
export interface LaneCounts {
  readonly flushes: number;
  readonly commands: number;
  readonly events: number;
  readonly failures: number;
}

type Flushed = Parameters<NonNullable<LaneObserver['flushed']>>[0];

/** What the lane does, for health, metrics and the log. */
export class LaneMetrics implements LaneObserver {
  private readonly logger = new Logger('lane');
  private readonly observers: LaneObserver[] = [];
  private counts: LaneCounts = { flushes: 0, commands: 0, events: 0, failures: 0 };

  get snapshot(): LaneCounts {
    return this.counts;
  }

  /** Passes on what the lane reports, to histograms for example. */
  observe(observer: LaneObserver): void {
    this.observers.push(observer);
  }

  flushed(flush: Flushed): void {
    const { flushes, commands, events, failures } = this.counts;
    this.counts = {
      flushes: flushes + 1,
      commands: commands + flush.commands,
      events: events + flush.events,
      failures,
    };
    for (const observer of this.observers) observer.flushed?.(flush);
  }

  waited(durationMs: number): void {
    for (const observer of this.observers) observer.waited?.(durationMs);
  }

  failed(error: unknown): void {
    this.counts = { ...this.counts, failures: this.counts.failures + 1 };
    this.logger.warn(`a flush failed: ${error instanceof Error ? error.message : String(error)}`);
    for (const observer of this.observers) observer.failed?.(error);
  }
}
