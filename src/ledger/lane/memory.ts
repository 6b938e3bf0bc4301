import { GENESIS_HASH, type Sha256 } from '../chain.js';
import type { LaneLookup } from './lookup.js';

export interface Head {
  readonly position: number;
  readonly hash: Sha256;
  readonly recordedAt: string | null;
}

export interface CachedStream {
  readonly version: number;
  readonly state: unknown;
  /** Set where it is used; what has been used since it was looked at last is not dropped, but looked at again later. */
  used?: boolean;
}

const EMPTY: Head = { position: 0, hash: GENESIS_HASH, recordedAt: null };

/**
 * What this instance remembers between flushes: stream states and lookups. They are valid exactly while the log's head
 * is the one that this instance wrote last, so every flush compares the head first and forgets everything on a
 * difference. The memory is checked by position, never trusted.
 */
export class LaneMemory {
  readonly streams = new Map<string, CachedStream>();
  private readonly lookups = new Set<LaneLookup<unknown>>();
  private head: Head = EMPTY;

  constructor(private readonly streamCapacity = 20_000) {}

  register<V>(lookup: LaneLookup<V>): void {
    this.lookups.add(lookup);
  }

  /** Forgets all unless `head` is the head that this memory belongs to. */
  validate(head: Head): void {
    if (head.position !== this.head.position || head.hash !== this.head.hash) this.clear(head);
  }

  /** Our own flush moved the head: all that is remembered stays true. Only here is surplus dropped. */
  advance(head: Head): void {
    this.head = head;
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

  clear(head: Head = EMPTY): void {
    this.streams.clear();
    for (const lookup of this.lookups) lookup.entries.clear();
    this.head = head;
  }
}
