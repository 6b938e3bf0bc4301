import type { Sha256 } from '../chain.js';
import type { LaneLookup } from './lookup.js';

export interface Head {
  readonly position: number;
  readonly hash: Sha256;
  readonly recordedAt: string | null;
}

export function isSameHead(a: Head, b: Head): boolean {
  return a.position === b.position && a.hash === b.hash;
}

/** What a flush's transaction finds when it has the lock. */
export interface Begun {
  readonly head: Head;
  /** The flush's time: the database's, `2026-05-05T10:30:00.000Z`. */
  readonly now: string;
}

/** What it did find. */
export interface Found extends Begun {
  /** When the answer came, by this process's monotonic clock, in ms. */
  readonly answeredAt: number;
}

export interface CachedStream {
  readonly version: number;
  readonly state: unknown;
  /** Set where it is used; what has been used since it was looked at last is not dropped, but looked at again later. */
  used?: boolean;
}

/**
 * What this instance remembers between flushes: stream states and lookups. They are valid exactly while the log's head
 * is the one that this instance wrote last, so every flush compares the head first and forgets everything on a
 * difference. The memory is checked by position, never trusted.
 */
export class LaneMemory {
  readonly streams = new Map<string, CachedStream>();
  private readonly lookups = new Set<LaneLookup<unknown>>();
  private known: Head | undefined;

  constructor(private readonly streamCapacity = 20_000) {}

  /** The head that this memory belongs to; none while it is empty. */
  get head(): Head | undefined {
    return this.known;
  }

  register<V>(lookup: LaneLookup<V>): void {
    this.lookups.add(lookup);
  }

  /** Forgets all unless `head` is the head that this memory belongs to. */
  validate(head: Head): void {
    if (!this.known || !isSameHead(head, this.known)) this.clear(head);
  }

  /** Our own flush moved the head: all that is remembered stays true. */
  advance(head: Head): void {
    this.known = head;
  }

  /**
   * Drops what is too much: behind a flush, unless the next is running already, and before one runs. What that then reads again,
   * it reads behind the commit of the one before. Inside a flush an entry may hold what no row says yet.
   */
  trim(): void {
    this.trimStreams();
    for (const lookup of this.lookups) lookup.trim();
  }

  /** A second chance for what was used: to move an entry to the end at each use would cost more than all else that a load does. */
  private trimStreams(): void {
    let surplus = this.streams.size - this.streamCapacity;
    if (surplus <= 0) return;
    for (const [name, stream] of this.streams) {
      this.streams.delete(name);
      if (stream.used) this.streams.set(name, { version: stream.version, state: stream.state });
      else if (--surplus <= 0) return;
    }
  }

  clear(head?: Head): void {
    this.streams.clear();
    for (const lookup of this.lookups) lookup.entries.clear();
    this.known = head;
  }
}
