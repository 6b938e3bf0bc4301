import type { FoldedEvent, NewEvent } from '../event.js';
import type { LaneQuery } from '../lane/lookup.js';
import type { StreamRegistry } from '../registry.js';
import { parseStreamName, type Recorded, streamName } from '../stream-type.js';
import type { AnyFollowerView } from './follower-view.js';
import { RowBatch } from '../lane/row-batch.js';
import { named, type NamedTable, putChanges, readGroups, RowsOfGroup } from './group-rows.js';
import { RememberedRows } from './remembered-rows.js';
import type { StreamStates } from './stream-states.js';
import { addSql, emptiedSql, TallyBatch } from './tally.js';

/** Schema of the tables that requests read. */
const LIVE_SCHEMA = 'public';

/** Groups that are projected before requests get their turn. */
const GROUPS_AT_ONCE = 64;

/** A stream with those of its events that the view looks at itself. */
export interface WholeStream {
  readonly id: string;
  readonly state: unknown;
  readonly events: readonly Recorded<NewEvent>[];
}

/** Sends a statement that is sent again and again, under a name of its own. */
export type PreparedWrite = (name: string, text: string, values: readonly unknown[]) => Promise<unknown>;

export interface ViewWriterOptions {
  /** Schema of the view's tables; that of the tables that requests read unless given. */
  readonly schema?: string;
  /** How a page is written; without it statements are sent without names. */
  readonly prepared?: PreparedWrite;
}

/** Writes one view: projects groups, compares them with what is stored, and writes what differs. */
export class ViewWriter {
  private readonly schema: string;
  private readonly tables: readonly NamedTable[];

  constructor(
    private readonly view: AnyFollowerView,
    private readonly registry: StreamRegistry,
    private readonly options: ViewWriterOptions = {},
  ) {
    this.schema = options.schema ?? LIVE_SCHEMA;
    this.tables = view.tables.map((table) => named(table, this.schema));
  }

  /**
   * Brings the view up to date with a page of the log, in the transaction of `query`.
   * @param remembered what this writer wrote and nobody has changed; what it writes now is noted there.
   */
  async apply(
    query: LaneQuery,
    events: readonly FoldedEvent[],
    states: StreamStates,
    remembered = new RememberedRows(),
  ): Promise<void> {
    const touched = this.touched(events);
    if (touched.size === 0) return;
    const ids = [...touched.keys()];
    const byName = new Map(ids.map((id) => [streamName(this.view.category, id), touched.get(id) ?? []]));
    const stateOf = await states.after(query, [...byName.keys()], byName);
    const unknown = ids.filter((id) => !remembered.of(id));
    const stored = await readGroups(query, this.view.tables, this.schema, unknown);
    const groups = ids.map((id) => ({
      id,
      state: stateOf.get(streamName(this.view.category, id)),
      events: (touched.get(id) ?? [])
        .filter(({ type, data }) => data !== null && this.needs(type))
        .map((event) => this.registry.recorded(event)),
    }));
    const before = (id: string): RowsOfGroup | undefined => remembered.of(id) ?? stored.get(id);
    for (const [id, rows] of await this.write(query, groups, before)) remembered.note(id, rows);
  }

  /** Writes groups that are known to have no rows yet. */
  async fill(query: LaneQuery, streams: readonly WholeStream[]): Promise<void> {
    if (streams.length > 0) await this.write(query, streams, () => undefined);
  }

  /** Whether a projection wants to see events of this type itself. */
  needs(type: string): boolean {
    return this.view.needs?.has(type) === true;
  }

  private touched(events: readonly FoldedEvent[]): Map<string, FoldedEvent[]> {
    const touched = new Map<string, FoldedEvent[]>();
    for (const event of events) {
      const { category, id } = parseStreamName(event.stream);
      const own = category === this.view.category;
      const group = own ? id : this.view.touches?.(event);
      if (group === undefined) continue;
      const list = touched.get(group);
      if (!list) touched.set(group, own ? [event] : []);
      else if (own) list.push(event);
    }
    return touched;
  }

  /** Answers the rows that the groups have now. */
  private async write(
    query: LaneQuery,
    groups: readonly WholeStream[],
    before: (id: string) => RowsOfGroup | undefined,
  ): Promise<ReadonlyMap<string, RowsOfGroup>> {
    const extra = await this.view.extra?.(
      query,
      groups.map(({ id }) => id),
    );
    const written = new Map<string, RowsOfGroup>();
    const batch = new RowBatch();
    const tallies = new TallyBatch();
    for (const [n, { id, state, events }] of groups.entries()) {
      if (n % GROUPS_AT_ONCE === GROUPS_AT_ONCE - 1) await new Promise((resolve) => setImmediate(resolve));
      const old = before(id) ?? new RowsOfGroup();
      const now = new RowsOfGroup();
      this.view.project({ id, state, events, before: old, extra: extra?.get(id) }, now);
      written.set(id, now);
      // What adds to the tallies are the rows: where none differs, nothing else does.
      if (!this.putChanges(batch, old, now)) continue;
      this.view.tally?.(old, tallies.sink(-1));
      this.view.tally?.(now, tallies.sink(1));
    }
    await this.send(query, batch, tallies);
    return written;
  }

  private putChanges(batch: RowBatch, old: RowsOfGroup, now: RowsOfGroup): boolean {
    return this.tables.filter((table) => putChanges(batch, table, old, now)).length > 0;
  }

  /** One statement for all that is written, and one for the tallies that have come to nothing. */
  private async send(query: LaneQuery, batch: RowBatch, tallies: TallyBatch): Promise<void> {
    const emptied = new RowBatch();
    for (const { table, rows, emptied: mayBeEmpty } of tallies.changes()) {
      const text = JSON.stringify(rows);
      const name = `${this.schema}.${table.name}`;
      batch.putParts(`+${name}`, (place) => addSql(table, this.schema, place), text);
      if (mayBeEmpty) emptied.putText(`0${name}`, (parameter) => emptiedSql(table, this.schema, parameter), text);
    }
    for (const { name, text, values } of [batch.statement(), emptied.statement()]) {
      if (values.length === 0) continue;
      await (this.options.prepared ? this.options.prepared(name, text, values) : query(text, values));
    }
  }
}
