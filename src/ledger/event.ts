/**
 * What an event is: the shape commands append, the shape the log keeps, and the words both share.
 * Pure types; every domain may import this file.
 */

/** A JSON value as events store it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

export type JsonObject = Readonly<Record<string, Json | undefined>>;

/** Who caused an event (`tasks.md` 3.1). */
export interface Actor {
  readonly kind: 'human' | 'agent_session' | 'automation' | 'extension' | 'network_peer' | 'daemon';
  readonly ref: string;
}

/** The way by which the cause came in (`tasks.md` 3.2). */
export interface Origin {
  readonly kind: 'cli' | 'web' | 'uds' | 'http' | 'automation' | 'extension' | 'network' | 'agent_session' | 'daemon';
  readonly ref: string;
}

/** `public` events are shown in timelines and streams; `internal` ones only complete a stream's fold. */
export type Visibility = 'public' | 'internal';

/** An event as a decider returns it; `actor` and `origin` default to those of the command. */
export interface NewEvent {
  readonly type: string;
  readonly data: object;
}

/** The part of a recorded event that folding may look at. */
export interface EventFacts {
  readonly position: number;
  readonly recordedAt: string;
  readonly actor: Actor;
  readonly origin: Origin;
}

/** An event as the log keeps it. `data` is null after erasure; the chain then still verifies by `data_hash`. */
export interface RecordedEvent extends EventFacts {
  readonly stream: string;
  readonly version: number;
  readonly eventId: string;
  readonly type: string;
  readonly schemaVersion: number;
  readonly visibility: Visibility;
  readonly data: JsonObject | null;
  readonly correlationId: string;
  readonly causationId: string | null;
  readonly commandId: string;
}

/** What folding and projecting look at: an event without its place in the chain. */
export type FoldedEvent = Omit<RecordedEvent, 'eventId' | 'visibility' | 'correlationId' | 'causationId' | 'commandId'>;

/** Who asks, by which way, under which request id; every command carries it. */
export interface CommandContext {
  readonly actor: Actor;
  readonly origin: Origin;
  readonly correlationId: string;
}
