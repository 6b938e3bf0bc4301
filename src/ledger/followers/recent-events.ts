import type { RecordedEvent } from '../event.js';

/** What comes in some seconds at full load; who is further behind reads the log. */
const CAPACITY = 5_000;

/** The newest events that the hub handed over, so that followers which keep up read none from the database. */
export class RecentEvents {
  private events: RecordedEvent[] = [];

  constructor(private readonly capacity = CAPACITY) {}

  push(events: readonly RecordedEvent[]): void {
    const first = events[0];
    const last = this.events.at(-1);
    if (first && last && first.position !== last.position + 1) this.events = [];
    for (const event of events) this.events.push(event);
    if (this.events.length > this.capacity * 1.5) this.events = this.events.slice(-this.capacity);
  }

  /** Lets go of the events up to a position. */
  forget(position: number): void {
    const first = this.events[0];
    if (first && position >= first.position) this.events = this.events.slice(position - first.position + 1);
  }

  clear(): void {
    this.events = [];
  }

  /** Up to `limit` events after `position`; undefined when the first of them is not at hand. */
  after(position: number, limit: number): readonly RecordedEvent[] | undefined {
    const first = this.events[0];
    if (!first || position + 1 < first.position) return undefined;
    const from = position + 1 - first.position;
    return this.events.slice(from, from + limit);
  }
}
