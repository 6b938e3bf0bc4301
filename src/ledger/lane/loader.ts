import { EVENT_COLUMNS, type EventRow, fromRow } from '../log/event-rows.js';
import type { StreamRegistry } from '../registry.js';
import type { LaneLookup, LaneQuery } from './lookup.js';
import type { LaneMemory } from './memory.js';
import { foldStreams, READ_STREAMS, type StreamTailRow } from './stream-rows.js';

const LOAD_EVENTS = `SELECT ${EVENT_COLUMNS} FROM events WHERE stream = ANY($1::text[]) ORDER BY stream, version`;

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Loads what the memory lacks, in as few statements as there are kinds: what is asked for before the event loop would turn
 * travels together, so that a flush of 256 commands costs no more round trips than a flush of one. It does not wait for the turn:
 * requests that have come in would be served first, while the ledger's lock is held and the database has nothing to do.
 */
export class Loader {
  private streams = new Set<string>();
  private keys = new Map<LaneLookup<unknown>, Set<string>>();
  private waiting: Waiting[] = [];
  private round: Promise<void> = Promise.resolve();
  private scheduled = false;

  constructor(
    private readonly query: LaneQuery,
    private readonly memory: LaneMemory,
    private readonly registry: StreamRegistry,
  ) {}

  stream(name: string): Promise<void> {
    this.streams.add(name);
    return this.join();
  }

  lookup<V>(lookup: LaneLookup<V>, key: string): Promise<void> {
    this.memory.register(lookup);
    const shared = lookup as LaneLookup<unknown>;
    const keys = this.keys.get(shared);
    if (keys) keys.add(key);
    else this.keys.set(shared, new Set([key]));
    return this.join();
  }

  private join(): Promise<void> {
    const joined = new Promise<void>((resolve, reject) => this.waiting.push({ resolve, reject }));
    if (!this.scheduled) {
      this.scheduled = true;
      process.nextTick(() => {
        this.round = this.round.then(() => this.run());
      });
    }
    return joined;
  }

  /** One statement at a time: the driver sends no second query before the first is answered. */
  private async run(): Promise<void> {
    const { streams, keys, waiting } = this;
    this.streams = new Set();
    this.keys = new Map();
    this.waiting = [];
    this.scheduled = false;
    try {
      if (streams.size > 0) await this.loadStreams([...streams].filter((name) => !this.memory.streams.has(name)));
      for (const [lookup, wanted] of keys) {
        await this.loadKeys(
          lookup,
          [...wanted].filter((key) => !lookup.entries.has(key)),
        );
      }
      for (const one of waiting) one.resolve();
    } catch (error) {
      for (const one of waiting) one.reject(error);
    }
  }

  private async loadStreams(names: readonly string[]): Promise<void> {
    if (names.length === 0) return;
    const { streams, outdated } = foldStreams(await this.query<StreamTailRow>(READ_STREAMS, [names]), this.registry);
    for (const [name, stream] of streams) this.memory.streams.set(name, stream);
    for (const name of names) {
      if (this.memory.streams.has(name)) continue;
      this.memory.streams.set(name, { version: 0, state: this.registry.typeOf(name).initial });
    }
    await this.foldAnew(outdated);
  }

  /** States that an older or newer release stored: the events are the truth. */
  private async foldAnew(names: readonly string[]): Promise<void> {
    if (names.length === 0) return;
    const states = new Map(names.map((name) => [name, this.registry.typeOf(name).initial]));
    for (const row of await this.query<EventRow>(LOAD_EVENTS, [names])) {
      const state = this.registry.fold(states.get(row.stream), fromRow(row));
      states.set(row.stream, state);
      this.memory.streams.set(row.stream, { version: row.version, state });
    }
  }

  private async loadKeys(lookup: LaneLookup<unknown>, keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    const found = await lookup.load(this.query, keys);
    for (const key of keys) lookup.entries.set(key, found.get(key));
  }
}
