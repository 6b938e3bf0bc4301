import type { FoldedEvent, NewEvent } from '../event.js';
import type { LaneQuery } from '../lane/lookup.js';
import type { StreamRegistry } from '../registry.js';
import { parseStreamName, type Recorded, streamName } from '../stream-type.js';
import type { AnyFollowerView } from './follower-view.js';
import { readGroups, RowsOfGroup, TableChanges } from './group-rows.js';
import type { StreamStates } from './stream-states.js';
import { addSql, emptiedSql, TallyBatch } from './tally.js';

/** Schema of the tables that requests read. */
const LIVE_SCHEMA = 'public';

/** A stream with those of its events that the view looks at itself. */
export interface WholeStream {
  readonly id: string;
  readonly state: unknown;
  readonly events: readonly Recorded<NewEvent>[];
}

/** Writes one view: projects groups, compares them with what is stored, and writes what differs. */
export class ViewWriter {
  constructor(
    private readonly view: AnyFollowerView,
    private readonly registry: StreamRegistry,
    private readonly schema = LIVE_SCHEMA,
  ) {}

  /** Brings the view up to date with a page of the log, in the transaction of `query`. */
  async apply(query: LaneQuery, events: readonly FoldedEvent[], states: StreamStates): Promise<void> {
    const touched = this.touched(events);
    if (touched.size === 0) return;
    const ids = [...touched.keys()];
    const byName = new Map(ids.map((id) => [streamName(this.view.category, id), touched.get(id) ?? []]));
    const stateOf = await states.after(query, [...byName.keys()], byName);
    const before = await readGroups(query, this.view.tables, this.schema, ids);
    const groups = ids.map((id) => ({
      id,
      state: stateOf.get(streamName(this.view.category, id)),
      events: (touched.get(id) ?? [])
        .filter(({ type, data }) => data !== null && this.needs(type))
        .map((event) => this.registry.recorded(event)),
    }));
    await this.write(query, groups, before);
  }

  /** Writes groups that are known to have no rows yet. */
  async fill(query: LaneQuery, streams: readonly WholeStream[]): Promise<void> {
    if (streams.length > 0) await this.write(query, streams, new Map());
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

  private async write(
    query: LaneQuery,
    groups: readonly WholeStream[],
    before: ReadonlyMap<string, RowsOfGroup>,
  ): Promise<void> {
    const ids = groups.map(({ id }) => id);
    const extra = await this.view.extra?.(query, ids);
    const tables = this.view.tables.map((table) => new TableChanges(table));
    const tallies = new TallyBatch();
    for (const { id, state, events } of groups) {
      const old = before.get(id) ?? new RowsOfGroup();
      const now = new RowsOfGroup();
      this.view.project({ id, state, events, before: old, extra: extra?.get(id) }, now);
      this.view.tally?.(old, tallies.sink(-1));
      this.view.tally?.(now, tallies.sink(1));
      for (const table of tables) table.compare(old, now);
    }
    for (const table of tables) await table.write(query, this.schema);
    await this.writeTallies(query, tallies);
  }

  private async writeTallies(query: LaneQuery, tallies: TallyBatch): Promise<void> {
    for (const { table, rows, emptied } of tallies.changes()) {
      const text = JSON.stringify(rows);
      await query(addSql(table, this.schema), [text]);
      if (emptied) await query(emptiedSql(table, this.schema), [text]);
    }
  }
}
