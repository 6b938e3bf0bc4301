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
 * The states that followers project. What this instance commits is noted with the state that the lane came to; events of
 * others that follow on what is remembered are folded; all else is loaded as it is now. Each is at least as new as the page
 * in hand, so that those who stand at different positions may share one memory.
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
    const states = new Map<string, unknown>();
    const missing: string[] = [];
    for (const name of names) {
      const stream = this.follow(name, events.get(name) ?? []);
      if (stream) states.set(name, stream.state);
      else missing.push(name);
    }
    const loaded = await this.load(query, missing);
    for (const name of missing) states.set(name, loaded.get(name)?.state ?? this.registry.typeOf(name).initial);
    return states;
  }

  /** Streams as this instance has just committed them. */
  note(streams: ReadonlyMap<string, CachedStream>): void {
    for (const [name, stream] of streams) this.remember(name, stream);
    this.trim();
  }

  /** Forgets all: what was folded may not have been written. */
  clear(): void {
    this.known.clear();
  }

  trim(): void {
    trimOldest(this.known, this.capacity);
  }

  /** Undefined where the stream has to be loaded. */
  private follow(name: string, events: readonly FoldedEvent[]): CachedStream | undefined {
    let stream = this.known.get(name);
    if (!stream) return undefined;
    for (const event of events) {
      if (event.version <= stream.version) continue;
      // Erased, or behind a gap: the stored state knows what has become of it.
      if (event.version !== stream.version + 1 || event.data === null) return undefined;
      stream = { version: event.version, state: this.registry.fold(stream.state, event) };
    }
    this.remember(name, stream);
    return stream;
  }

  private async load(query: LaneQuery, names: readonly string[]): Promise<ReadonlyMap<string, CachedStream>> {
    if (names.length === 0) return new Map();
    const { streams, outdated } = foldStreams(await query<StreamTailRow>(READ_STREAMS, [names]), this.registry);
    const loaded = new Map(streams);
    if (outdated.length > 0) {
      for (const name of outdated) loaded.delete(name);
      for (const row of await query<EventRow>(LOAD_EVENTS, [outdated])) {
        const before = loaded.get(row.stream)?.state ?? this.registry.typeOf(row.stream).initial;
        loaded.set(row.stream, { version: row.version, state: this.registry.fold(before, fromRow(row)) });
      }
    }
    for (const [name, stream] of loaded) this.remember(name, stream);
    return loaded;
  }

  /** The newest stands: what was read may have been overtaken by what was committed meanwhile. */
  private remember(name: string, stream: CachedStream): void {
    const known = this.known.get(name);
    this.known.delete(name);
    this.known.set(name, known && known.version > stream.version ? known : stream);
  }
}
