import type { EventFacts, JsonObject, NewEvent, Visibility } from './event.js';

/** An event with what the log knows of it, as `evolve` sees it. */
export type Recorded<E extends NewEvent> = E & EventFacts;

type DataOf<E extends NewEvent, T extends E['type']> = Extract<E, { type: T }>['data'];

/**
 * One event type of a stream: its current schema version, whether people see it, how older data is brought up to
 * date, and what of the stored data is public.
 */
export interface EventDefinition<D extends object> {
  readonly schemaVersion: number;
  readonly visibility: Visibility;
  /** `upcasters[n]` turns data of schema version n into version n + 1; pure, tested on a kept sample. */
  readonly upcasters?: Readonly<Record<number, (data: JsonObject) => JsonObject>>;
  /** The public payload (event catalogues of the specs); absent for internal events. */
  readonly payload?: (data: D) => object;
  /**
   * A tombstone: the data of all earlier events of its stream is erased in the flush that appends it (docs/decisions/0012).
   * Folded on the initial state it must give what it gives at the stream's end.
   */
  readonly erases?: true;
}

export type EventDefinitions<E extends NewEvent> = { readonly [T in E['type']]: EventDefinition<DataOf<E, T>> };

/**
 * A kind of stream: `category` is the part of the stream's name before the colon. Folding its own events, public and
 * internal, from `initial` gives its state; nothing else may flow into it.
 */
export interface StreamType<S, E extends NewEvent> {
  readonly category: string;
  /** Raised when `evolve` or the state's shape changes: stored states of another version are folded anew. */
  readonly stateVersion: number;
  readonly events: EventDefinitions<E>;
  readonly initial: S;
  evolve(state: S, event: Recorded<E>): S;
}

/** The name of a stream in the log; the only stream of its category has the empty id, and the category as its name. */
export function streamName(category: string, id: string): string {
  return id === '' ? category : `${category}:${id}`;
}

/** The two parts of a stream's name; a stream without an id (such as `scheduler`) has the empty id. */
export function parseStreamName(stream: string): { readonly category: string; readonly id: string } {
  const colon = stream.indexOf(':');
  return colon < 0 ? { category: stream, id: '' } : { category: stream.slice(0, colon), id: stream.slice(colon + 1) };
}
