import type { TimelineEntry } from './timeline-reader.js';

/** Receives entries as they happen, in order. */
export interface LiveReader {
  receive(entry: TimelineEntry): void;
  /** An entry may be missing, or nothing more can come: the stream must end. */
  lost(): void;
}

export interface LiveSubscription {
  /** Every entry above this position is received; what lies at or below it is in the log and visible there. */
  readonly from: number;
  readonly end: () => void;
}

/** What a stream follows: its past is read from the log, its present is heard from the hub (`views.md` 5.4). */
export interface StreamSource {
  subscribe(reader: LiveReader): LiveSubscription;
  /** Whether there is still something to follow; to be asked once subscribed, so that no end is missed. */
  exists(): Promise<boolean>;
  /** The entries above `after` and up to `until`, in order, read as they are asked for. */
  entries(after: number, until: number): AsyncGenerator<TimelineEntry>;
}
