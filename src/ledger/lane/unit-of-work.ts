import type { CommandContext, JsonObject, NewEvent, RecordedEvent } from '../event.js';
import { newId } from '../identifiers.js';
import { Rejection } from '../rejection.js';
import type { AnyReaction, StreamRegistry } from '../registry.js';
import { parseStreamName, type Recorded, streamName, type StreamType } from '../stream-type.js';
import type { Loader } from './loader.js';
import type { LaneLookup } from './lookup.js';
import type { Head, LaneMemory } from './memory.js';
import type { AppendOptions, CommandUnit } from './preparation.js';
import type { StreamOutcome } from './reaction.js';

interface Scope {
  readonly context: CommandContext;
  readonly commandId: string;
  readonly causationId: string | null;
  readonly events: RecordedEvent[];
  readonly undo: (() => void)[];
  /** Those of the events that erase what is before them in their streams. */
  readonly erasing: Set<RecordedEvent>;
  /** The streams that this command has changed. */
  readonly changed: Map<string, ChangedStream>;
}

/** What one command does to one stream: the state that it found, and its events. */
interface ChangedStream {
  readonly before: unknown;
  readonly events: RecordedEvent[];
}

/** A stream that this flush has changed: its state before the flush and its new events. */
export interface TouchedStream {
  readonly before: unknown;
  readonly events: RecordedEvent[];
}

/**
 * The in-memory transaction of one flush. Commands run one after another inside it; each sees what the accepted ones
 * before it did, and a refused one is taken back event by event, leaving nothing.
 */
export class UnitOfWork implements CommandUnit {
  readonly events: RecordedEvent[] = [];
  readonly touched = new Map<string, TouchedStream>();
  /** By stream, the version before which its events lose their data with this flush. */
  readonly erased = new Map<string, number>();
  private scope: Scope | undefined;

  constructor(
    private readonly registry: StreamRegistry,
    private readonly memory: LaneMemory,
    private readonly loader: Loader,
    private readonly head: Head,
    readonly now: string,
  ) {}

  /** The position that the next appended event will get. */
  get nextPosition(): number {
    return this.head.position + this.events.length + (this.scope?.events.length ?? 0) + 1;
  }

  get context(): CommandContext {
    return this.current().context;
  }

  /** The stream's state as of now, staged changes included; `type.initial` where it has no events. */
  async load<S, E extends NewEvent>(type: StreamType<S, E>, id: string): Promise<S> {
    const name = streamName(type.category, id);
    let entry = this.memory.streams.get(name);
    if (!entry) {
      await this.loader.stream(name);
      entry = this.memory.streams.get(name);
    } else entry.used = true;
    return (entry ? entry.state : type.initial) as S;
  }

  /** Declares a stream new without looking, for ids just drawn at random; the unique index is the safety net. */
  fresh<S, E extends NewEvent>(type: StreamType<S, E>, id: string): void {
    const name = streamName(type.category, id);
    if (this.memory.streams.has(name)) return;
    this.memory.streams.set(name, { version: 0, state: type.initial });
    this.undo(() => this.memory.streams.delete(name));
  }

  async get<V>(lookup: LaneLookup<V>, key: string): Promise<V | undefined> {
    if (!lookup.entries.has(key)) await this.loader.lookup(lookup, key);
    return lookup.entries.get(key);
  }

  /** Sets a lookup's value for the commands that follow; taken back with the command. */
  put<V>(lookup: LaneLookup<V>, key: string, value: V | undefined): void {
    this.memory.register(lookup);
    const known = lookup.entries.has(key);
    const before = lookup.entries.get(key);
    lookup.entries.set(key, value);
    this.undo(() => (known ? lookup.entries.set(key, before) : lookup.entries.delete(key)));
  }

  /** Registers how to take back a change of memory, should the running command be refused. */
  undo(action: () => void): void {
    this.current().undo.push(action);
  }

  /**
   * Appends events to a loaded stream and returns its new state. A `Rejection` in place of events is thrown, so that a
   * decider's answer can be passed as it is.
   */
  append<S, E extends NewEvent>(
    type: StreamType<S, E>,
    id: string,
    decision: readonly E[] | Rejection,
    options: AppendOptions = {},
  ): S {
    if (decision instanceof Rejection) throw decision;
    const name = streamName(type.category, id);
    const entry = this.memory.streams.get(name);
    if (!entry) throw new Error(`append to stream ${name}, which the command did not load`);
    let { version } = entry;
    let state = entry.state as S;
    this.undo(() => this.memory.streams.set(name, entry));
    const { changed } = this.current();
    if (!changed.has(name)) changed.set(name, { before: entry.state, events: [] });
    for (const event of decision) {
      const before = state;
      const recorded = this.record(type, name, ++version, event, options);
      state = type.evolve(before, recorded);
      this.memory.streams.set(name, { version, state, used: true });
      this.announce(type, id, before, state, recorded);
    }
    return state;
  }

  private record<S, E extends NewEvent>(
    type: StreamType<S, E>,
    stream: string,
    version: number,
    event: E,
    options: AppendOptions,
  ): Recorded<E> {
    const scope = this.current();
    const definition = type.events[event.type as E['type']];
    const recorded: RecordedEvent = {
      position: this.nextPosition,
      stream,
      version,
      eventId: newId('evt'),
      type: event.type,
      schemaVersion: definition.schemaVersion,
      visibility: definition.visibility,
      data: event.data as JsonObject,
      actor: options.actor ?? scope.context.actor,
      origin: options.origin ?? scope.context.origin,
      correlationId: scope.context.correlationId,
      causationId: options.causationId ?? scope.causationId,
      commandId: scope.commandId,
      recordedAt: this.now,
    };
    scope.events.push(recorded);
    if (definition.erases) scope.erasing.add(recorded);
    scope.changed.get(stream)?.events.push(recorded);
    return {
      ...event,
      position: recorded.position,
      recordedAt: this.now,
      actor: recorded.actor,
      origin: recorded.origin,
    };
  }

  private announce<S, E extends NewEvent>(
    type: StreamType<S, E>,
    id: string,
    before: S,
    after: S,
    event: Recorded<E>,
  ): void {
    for (const index of this.registry.indexesOf(type.category)) index.staged({ id, before, after, event }, this);
  }

  /** Runs one command; on any throw every change it made is taken back, and the throw goes on. */
  async run<R>(
    context: CommandContext,
    causationId: string | undefined,
    execute: (unit: UnitOfWork) => Promise<R> | R,
  ): Promise<R> {
    const scope: Scope = {
      context,
      commandId: newId('cmd'),
      causationId: causationId ?? null,
      events: [],
      undo: [],
      erasing: new Set(),
      changed: new Map(),
    };
    this.scope = scope;
    try {
      const result = await execute(this);
      await this.react(scope);
      this.accept(scope);
      return result;
    } catch (error) {
      takeBack(scope, { events: 0, undo: 0 });
      throw error;
    } finally {
      this.scope = undefined;
    }
  }

  /** On any throw of the part its own changes are taken back; what the command did before stays. */
  async attempt<R>(part: () => Promise<R> | R): Promise<R> {
    const scope = this.current();
    const mark = { events: scope.events.length, undo: scope.undo.length };
    try {
      return await part();
    } catch (error) {
      takeBack(scope, mark);
      throw error;
    }
  }

  /** Lets follow what has to, until nothing more changes; a stream that changed is asked once. */
  private async react(scope: Scope): Promise<void> {
    if (scope.changed.size > 1) await this.prepareReactions(scope);
    // The map grows while reactions append: its iterator reaches what they add, and every stream once.
    for (const [name, stream] of scope.changed) {
      for (const reaction of this.reactionsTo(name, stream)) await reaction.react(this.outcomeOf(name, stream), this);
    }
  }

  /** What the reactions to many streams look at is loaded together. */
  private async prepareReactions(scope: Scope): Promise<void> {
    const asked = [...scope.changed].flatMap(([name, stream]) =>
      this.reactionsTo(name, stream).map(async (reaction) => reaction.prepare?.(this.outcomeOf(name, stream), this)),
    );
    // All of them end before anybody goes on: none may still read when the flush fails.
    for (const one of await Promise.allSettled(asked)) if (one.status === 'rejected') throw one.reason;
  }

  private reactionsTo(name: string, { events }: ChangedStream): readonly AnyReaction[] {
    const reactions = this.registry.reactionsOf(parseStreamName(name).category);
    return reactions.filter(({ on }) => on === undefined || events.some(({ type }) => on.has(type)));
  }

  private outcomeOf(name: string, { before, events }: ChangedStream): StreamOutcome<unknown, NewEvent> {
    const staged = events.map((event) => ({ ...this.registry.recorded(event), eventId: event.eventId }));
    return { id: parseStreamName(name).id, before, after: this.memory.streams.get(name)?.state, events: staged };
  }

  private accept(scope: Scope): void {
    for (const event of scope.events) {
      this.events.push(event);
      if (scope.erasing.has(event)) this.erased.set(event.stream, event.version);
      const touched = this.touched.get(event.stream);
      if (touched) touched.events.push(event);
      else this.touched.set(event.stream, { before: scope.changed.get(event.stream)?.before, events: [event] });
    }
  }

  private current(): Scope {
    if (!this.scope) throw new Error('events are appended only while a command runs');
    return this.scope;
  }
}

/** Takes back what a command staged after a mark, the last first. */
function takeBack(scope: Scope, mark: { readonly events: number; readonly undo: number }): void {
  for (const undo of scope.undo.splice(mark.undo).reverse()) undo();
  for (const event of scope.events.splice(mark.events).reverse()) scope.changed.get(event.stream)?.events.pop();
}
