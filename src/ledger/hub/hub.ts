import type { RecordedEvent } from '../event.js';
import type { EventLog } from '../log/event-log.js';

/** Events read at once when the hub has fallen behind. */
const PAGE = 1_000;

export type HubListener = (events: readonly RecordedEvent[]) => void;

export interface HubOptions {
  /** The safety net: how often the log is looked at although nobody woke us, in ms. */
  readonly pollMs?: number;
  readonly onError?: (error: unknown) => void;
}

const POLL_MS = 1_000;

/**
 * Hands every committed event, in order and exactly once, to all who listen in this instance: streams, long polls,
 * held answers, caches. The log is read once per wake however many listen. What this instance commits itself is handed
 * over without a read when it follows on what was handed over last.
 */
export class Hub {
  private readonly listeners = new Set<HubListener>();
  private readonly waiters = new Set<{ readonly position: number; readonly resolve: () => void }>();
  private last: number | undefined;
  private reading: Promise<void> | undefined;
  private again = false;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    private readonly log: EventLog,
    private readonly options: HubOptions = {},
  ) {}

  /** Begins at the log's present head: earlier events are read from the log, not heard from the hub. */
  async start(): Promise<void> {
    this.last = await this.log.head();
    this.timer = setInterval(() => this.wake(), this.options.pollMs ?? POLL_MS);
    this.timer.unref();
  }

  async stop(): Promise<void> {
    this.closed = true;
    clearInterval(this.timer);
    await this.reading;
    for (const waiter of this.waiters) waiter.resolve();
    this.waiters.clear();
    this.listeners.clear();
  }

  /** The position up to which everything has been handed over. */
  get position(): number {
    return this.last ?? 0;
  }

  /** Calls `listener` with every batch from now on; the returned function ends it. */
  listen(listener: HubListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Resolves when everything up to `position` has been handed over, or after `timeoutMs`, whichever is first. */
  reached(position: number, timeoutMs: number): Promise<boolean> {
    if (this.position >= position) return Promise.resolve(true);
    return new Promise((resolve) => {
      const waiter = { position, resolve: () => finish(this.position >= position) };
      const timer = setTimeout(() => finish(false), timeoutMs);
      const finish = (reached: boolean): void => {
        clearTimeout(timer);
        this.waiters.delete(waiter);
        resolve(reached);
      };
      this.waiters.add(waiter);
      this.wake();
    });
  }

  /** Events that this instance has just committed. */
  offer(events: readonly RecordedEvent[]): void {
    const first = events[0];
    if (!first || this.last === undefined || this.closed) return;
    if (this.reading || first.position !== this.last + 1) this.wake();
    else this.handOver(events);
  }

  /**
   * Somebody says that there is more in the log, up to `position` where that is known. Any number of calls cost one read, and what
   * has been handed over already none.
   */
  wake(position = Number.POSITIVE_INFINITY): void {
    if (this.closed || this.last === undefined || position <= this.last) return;
    if (this.reading) {
      this.again = true;
      return;
    }
    this.reading = this.readAll().finally(() => {
      this.reading = undefined;
      if (this.again) {
        this.again = false;
        this.wake();
      }
    });
  }

  private async readAll(): Promise<void> {
    try {
      for (;;) {
        const events = await this.log.after(this.position, PAGE);
        if (events.length === 0) return;
        this.handOver(events);
        if (events.length < PAGE) return;
      }
    } catch (error) {
      this.options.onError?.(error);
    }
  }

  private handOver(events: readonly RecordedEvent[]): void {
    this.last = events.at(-1)?.position ?? this.last;
    for (const listener of this.listeners) {
      try {
        listener(events);
      } catch (error) {
        this.options.onError?.(error);
      }
    }
    for (const waiter of [...this.waiters]) if (this.position >= waiter.position) waiter.resolve();
  }
}
