import type { FoldedEvent, JsonObject, NewEvent, RecordedEvent } from './event.js';
import type { AnyFollowerView, FollowerView } from './followers/follower-view.js';
import type { InlineView, LaneIndex } from './lane/inline-view.js';
import type { LaneReaction } from './lane/reaction.js';
import { type EventDefinition, parseStreamName, type Recorded, type StreamType } from './stream-type.js';

export type AnyStreamType = StreamType<unknown, NewEvent>;
type AnyView = InlineView<unknown, NewEvent>;
type AnyIndex = LaneIndex<unknown, NewEvent>;
export type AnyReaction = LaneReaction<unknown, NewEvent>;

/**
 * What the contexts tell the ledger at start: which kinds of streams there are, which views and indexes are kept
 * beside them. The ledger itself knows none of them by name.
 */
export class StreamRegistry {
  private readonly types = new Map<string, AnyStreamType>();
  private readonly views = new Map<string, AnyView[]>();
  private readonly indexes = new Map<string, AnyIndex[]>();
  private readonly reactions = new Map<string, AnyReaction[]>();
  private readonly followers = new Map<string, AnyFollowerView>();

  /** A category may be registered once; a second, different type under its name is a programming error. */
  register<S, E extends NewEvent>(type: StreamType<S, E>): void {
    const any: AnyStreamType = type;
    const known = this.types.get(type.category);
    if (known && known !== any) throw new Error(`stream category ${type.category} is registered twice`);
    this.types.set(type.category, any);
  }

  view<S, E extends NewEvent>(view: InlineView<S, E>): void {
    push(this.views, view.category, view);
  }

  index<S, E extends NewEvent>(index: LaneIndex<S, E>): void {
    push(this.indexes, index.category, index);
  }

  reaction<S, E extends NewEvent>(reaction: LaneReaction<S, E>): void {
    push(this.reactions, reaction.category, reaction);
  }

  /** The statements that tidy up after an erasure (`InlineView.tidy`). */
  erasureTidyings(): readonly string[] {
    return this.inlineViews().flatMap(({ tidy }) => tidy ?? []);
  }

  /** A view that is written behind the lane; its name must be its own. */
  follower<S, E extends NewEvent, X>(view: FollowerView<S, E, X>): void {
    if (this.followers.has(view.name)) throw new Error(`view ${view.name} is registered twice`);
    this.followers.set(view.name, view);
  }

  followerViews(): readonly AnyFollowerView[] {
    return [...this.followers.values()];
  }

  /** All views that the lane writes. */
  inlineViews(): readonly AnyView[] {
    return [...this.views.values()].flat();
  }

  viewsOf(category: string): readonly AnyView[] {
    return this.views.get(category) ?? [];
  }

  indexesOf(category: string): readonly AnyIndex[] {
    return this.indexes.get(category) ?? [];
  }

  reactionsOf(category: string): readonly AnyReaction[] {
    return this.reactions.get(category) ?? [];
  }

  /** @throws when no context registered the stream's category: data of a newer or foreign service. */
  typeOf(stream: string): AnyStreamType {
    const type = this.types.get(parseStreamName(stream).category);
    if (!type) throw new Error(`no stream type is registered for stream ${stream}`);
    return type;
  }

  definitionOf(
    event: Pick<RecordedEvent, 'stream' | 'type'>,
    type: AnyStreamType = this.typeOf(event.stream),
  ): EventDefinition<JsonObject> {
    const definitions = type.events as Readonly<Record<string, EventDefinition<JsonObject>>>;
    const definition = definitions[event.type];
    if (!definition) throw new Error(`event type ${event.type} is not known on stream ${event.stream}`);
    return definition;
  }

  /** The event's data in the current schema, through its upcasters; null where the data was erased. */
  currentData(
    event: Pick<RecordedEvent, 'stream' | 'type' | 'schemaVersion' | 'data'>,
    type?: AnyStreamType,
  ): JsonObject | null {
    const definition = this.definitionOf(event, type);
    if (event.schemaVersion > definition.schemaVersion) {
      throw new Error(
        `event type ${event.type} was written by a newer release (schema version ${event.schemaVersion})`,
      );
    }
    let data = event.data;
    for (let version = event.schemaVersion; data !== null && version < definition.schemaVersion; version++) {
      const upcast = definition.upcasters?.[version];
      if (!upcast) throw new Error(`event type ${event.type} has no upcaster from schema version ${version}`);
      data = upcast(data);
    }
    return data;
  }

  /** The public payload of an event, or undefined where it has none (internal, erased, or empty). */
  payloadOf(event: RecordedEvent): JsonObject | undefined {
    const { payload } = this.definitionOf(event);
    const data = this.currentData(event);
    if (!payload || data === null) return undefined;
    const shown = payload(data) as JsonObject;
    return Object.values(shown).some((value) => value !== undefined) ? shown : undefined;
  }

  /** Folds one recorded event into a state. An erased one says nothing any more: the tombstone after it says it all. */
  fold(state: unknown, event: FoldedEvent): unknown {
    if (event.data === null) return state;
    const type = this.typeOf(event.stream);
    return type.evolve(state, this.recorded(event, type));
  }

  /** @param type that of the event's stream, where it is at hand. */
  recorded(event: FoldedEvent, type?: AnyStreamType): Recorded<NewEvent> {
    return {
      type: event.type,
      data: this.currentData(event, type) ?? {},
      position: event.position,
      recordedAt: event.recordedAt,
      actor: event.actor,
      origin: event.origin,
    };
  }
}

function push<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}
