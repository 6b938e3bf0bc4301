import type { FoldedEvent } from '../event.js';
import { trimOldest } from '../lane/lookup.js';
import type { LaneQuery } from '../lane/lookup.js';
import type { CachedStream } from '../lane/memory.js';
import { foldStreams, READ_STREAMS, type StreamTailRow } from '../lane/stream-rows.js';
import { EVENT_COLUMNS, type EventRow, fromRow } from '../log/event-rows.js';
import type { StreamRegistry } from '../registry.js';

const LOAD_EVENTS = `SELECT ${EVENT_COLUMNS} FROM events WHERE stream = ANY($1::text[]) ORDER BY stream, version`;

/** Streams that a follower keeps in mind. */
const CAPACITY = 10_000;

/**
 * The states that a follower projects. Events that follow on what it remembers are folded; all else is loaded as it is
 * now, which is at least as new as the page in hand.
 */
export class StreamStates {
  private readonly known = new Map<string, CachedStream>();

  constructor(
    private readonly registry: StreamRegistry,
    private readonly capacity = CAPACITY,
  ) {}

  /**
   * The states of `names` after the page's events of them.
   * @param events the page's events by stream, in order.
   */
  async after(
    query: LaneQuery,
    names: readonly string[],
    events: ReadonlyMap<string, readonly FoldedEvent[]>,
  ): Promise<ReadonlyMap<string, unknown>> {
    const missing: string[] = [];
    for (const name of names) if (!this.follow(name, events.get(name) ?? [])) missing.push(name);
    await this.load(query, missing);
    return new Map(names.map((name) => [name, this.known.get(name)?.state ?? this.registry.typeOf(name).initial]));
  }

  /** Forgets all: what was folded may not have been written. */
  clear(): void {
    this.known.clear();
  }

  trim(): void {
    trimOldest(this.known, this.capacity);
  }

  private follow(name: string, events: readonly FoldedEvent[]): boolean {
    let stream = this.known.get(name);
    if (!stream) return false;
    for (const event of events) {
      if (event.version <= stream.version) continue;
      // Erased, or behind a gap: the stored state knows what has become of it.
      if (event.version !== stream.version + 1 || event.data === null) return false;
      stream = { version: event.version, state: this.registry.fold(stream.state, event) };
    }
    this.remember(name, stream);
    return true;
  }

  private async load(query: LaneQuery, names: readonly string[]): Promise<void> {
    if (names.length === 0) return;
    const { streams, outdated } = foldStreams(await query<StreamTailRow>(READ_STREAMS, [names]), this.registry);
    for (const [name, stream] of streams) this.remember(name, stream);
    if (outdated.length === 0) return;
    for (const name of outdated) this.known.delete(name);
    for (const row of await query<EventRow>(LOAD_EVENTS, [outdated])) {
      const before = this.known.get(row.stream)?.state ?? this.registry.typeOf(row.stream).initial;
      this.remember(row.stream, { version: row.version, state: this.registry.fold(before, fromRow(row)) });
    }
  }

  private remember(name: string, stream: CachedStream): void {
    this.known.delete(name);
    this.known.set(name, stream);
  }
}
