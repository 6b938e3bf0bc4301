import type { FoldedEvent, NewEvent } from '../../event.js';
import { LANE_LOCK } from '../../lane/flush.js';
import type { InlineView, RowSink } from '../../lane/inline-view.js';
import type { LaneQuery } from '../../lane/lookup.js';
import { RowBatch } from '../../lane/row-batch.js';
import type { AnyTable, TableDefinition } from '../../lane/table.js';
import { EVENT_COLUMNS, type EventRow, fromRow } from '../../log/event-rows.js';
import type { StreamRegistry } from '../../registry.js';
import { parseStreamName, streamName } from '../../stream-type.js';
import type { WholeStream } from '../view-writer.js';
import type { Rebuildable } from './rebuildable.js';
import { REBUILD_SCHEMA, ShadowTables, STREAM_COLUMN } from './shadow-tables.js';
import { StreamFold } from './stream-fold.js';

const EVENTS_OF = `SELECT ${EVENT_COLUMNS} FROM events WHERE stream = ANY($1::text[]) ORDER BY stream, version`;

type AnyInlineView = InlineView<unknown, NewEvent>;

/**
 * Views that the lane writes, as a rebuild sees them: those that share tables go together. A stream that has moved on is
 * taken out of the copies, whatever it had there, and projected from its first event again.
 */
export class InlineRebuild implements Rebuildable {
  readonly name: string;
  readonly firstVersion = 1;
  readonly category: string;
  readonly tables: readonly AnyTable[];
  readonly shadow: ShadowTables;
  private readonly copies = new Map<string, AnyTable>();

  constructor(
    readonly views: readonly AnyInlineView[],
    private readonly registry: StreamRegistry,
  ) {
    this.name = views.map(({ name }) => name).join('+');
    this.category = views[0]?.category ?? '';
    this.tables = [...new Map(views.flatMap((view) => view.tables.map((table) => [table.name, table]))).values()];
    this.shadow = new ShadowTables(
      this.tables.map(({ name }) => name),
      true,
    );
  }

  readonly keeps = (): boolean => true;

  async fill(query: LaneQuery, streams: readonly WholeStream[]): Promise<void> {
    const batch = new RowBatch();
    const firsts = new FirstRows();
    for (const stream of streams) this.project(stream, batch, firsts);
    const { text, values } = batch.statement();
    if (values.length > 0) await query(text, values);
  }

  async catchUp(query: LaneQuery, events: readonly FoldedEvent[]): Promise<void> {
    const moved = new Set(events.map(({ stream }) => stream));
    const names = [...moved].filter((name) => parseStreamName(name).category === this.category);
    if (names.length === 0) return;
    for (const { name, shared } of this.tables) {
      if (shared) continue;
      await query(`DELETE FROM ${REBUILD_SCHEMA}.${name} WHERE ${STREAM_COLUMN} = ANY($1::text[])`, [names]);
    }
    const rows = await query<EventRow>(EVENTS_OF, [names]);
    const fold = new StreamFold(this.registry, this.keeps);
    await this.fill(query, [...fold.add(rows.map(fromRow)), ...fold.end()]);
  }

  /** The statements of the lane, with the copies in the tables' place until the transaction ends. */
  async tidy(query: LaneQuery): Promise<void> {
    await query(`SET LOCAL search_path TO ${REBUILD_SCHEMA}`, []);
    for (const { tidy } of this.views) if (tidy !== undefined) await query(tidy, []);
  }

  async lock(query: LaneQuery): Promise<void> {
    await query(`SELECT pg_advisory_xact_lock(${LANE_LOCK})`, []);
  }

  async halt(query: LaneQuery): Promise<boolean> {
    await this.lock(query);
    return true;
  }

  private project({ id, state, events }: WholeStream, batch: RowBatch, firsts: FirstRows): void {
    const from = streamName(this.category, id);
    const before = this.registry.typeOf(from).initial;
    const sink: RowSink = {
      put: (table, row) => {
        if (firsts.isFirst(table, row)) batch.put(this.copyOf(table), { ...row, [STREAM_COLUMN]: from });
      },
      remove: (table, key) => batch.remove(this.copyOf(table), key),
    };
    for (const view of this.views) view.project({ id, before, after: state, events }, sink);
  }

  private copyOf<Row extends object>(table: TableDefinition<Row>): TableDefinition<Row> {
    let copy = this.copies.get(table.name);
    if (!copy) {
      const columns = [...table.columns, STREAM_COLUMN];
      copy = { ...table, name: `${REBUILD_SCHEMA}.${table.name}`, columns };
      this.copies.set(table.name, copy);
    }
    // Rows of this table only are filed under the copy of its name.
    return copy as TableDefinition<Row>;
  }
}

/** Of the rows of one page for one key: whether one is the earliest so far, where that decides. */
class FirstRows {
  private readonly earliest = new Map<string, string>();

  isFirst(table: AnyTable, row: object): boolean {
    if (table.earliest === undefined) return true;
    const values: Readonly<Record<string, unknown>> = { ...row };
    const key = JSON.stringify([table.name, ...table.key.map((column) => values[column])]);
    const known = this.earliest.get(key);
    const value = JSON.stringify(values[table.earliest]);
    if (known !== undefined && known <= value) return false;
    this.earliest.set(key, value);
    return true;
  }
}
