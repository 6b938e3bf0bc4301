import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { RecordedEvent } from '../../ledger/event.js';
import { Hub } from '../../ledger/hub/hub.js';
import { newId } from '../../ledger/identifiers.js';
import { StreamRegistry } from '../../ledger/registry.js';
import type { DrainCompleted, SchedulerEvent } from '../domain/scheduler-events.js';

const COMPLETED: SchedulerEvent['type'] = 'scheduler.drain_completed';

/** How a drain ended, and where in the log. */
export interface DrainEnd {
  readonly completed: DrainCompleted;
  readonly position: number;
}

/** The end of one drain that somebody waits for. It holds neither a connection nor a transaction. */
export class ExpectedEnd {
  private end: DrainEnd | undefined;
  private over = false;
  private wake: (() => void) | undefined;

  constructor(readonly drainId: string) {}

  /** Gives the end, or nothing when there will be none here. */
  settle(end?: DrainEnd): void {
    this.end ??= end;
    this.over = true;
    this.wake?.();
  }

  /** Resolves at the end; with nothing when `signal` is aborted or the service shuts down before. */
  async wait(signal: AbortSignal): Promise<DrainEnd | undefined> {
    if (!this.over && !signal.aborted) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
    return this.end;
  }
}

/** Hears the ends of drains, whichever instance ends them, for those who wait in this one. */
@Injectable()
export class DrainEnds implements OnModuleInit, OnModuleDestroy {
  private readonly expected = new Map<string, ExpectedEnd>();
  private closed = false;

  constructor(
    private readonly hub: Hub,
    private readonly registry: StreamRegistry,
  ) {}

  onModuleInit(): void {
    this.hub.listen((events) => this.heard(events));
  }

  onModuleDestroy(): void {
    this.closed = true;
    for (const end of this.expected.values()) end.settle();
  }

  /** Names a drain that is about to begin, so that its end is not missed however soon it comes. */
  expect(): ExpectedEnd {
    const end = new ExpectedEnd(newId('drain'));
    if (this.closed) end.settle();
    this.expected.set(end.drainId, end);
    return end;
  }

  forget({ drainId }: ExpectedEnd): void {
    this.expected.delete(drainId);
  }

  private heard(events: readonly RecordedEvent[]): void {
    if (this.expected.size === 0) return;
    for (const event of events) {
      if (event.type !== COMPLETED) continue;
      const completed = this.registry.recorded(event).data as DrainCompleted;
      this.expected.get(completed.drain_id)?.settle({ completed, position: event.position });
    }
  }
}
