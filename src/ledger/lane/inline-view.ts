import type { NewEvent } from '../event.js';
import type { Recorded } from '../stream-type.js';
import type { AnyTable, TableDefinition } from './table.js';
import type { Staging } from './preparation.js';

/** What one flush (or one page of a rebuild) did to one stream. */
export interface StreamChange<S, E extends NewEvent> {
  readonly id: string;
  readonly before: S;
  readonly after: S;
  readonly events: readonly Recorded<E>[];
}

/** Where a view puts its rows; the last word on a key wins. */
export interface RowSink {
  put<Row extends object>(table: TableDefinition<Row>, row: NoInfer<Row>): void;
  remove<Row extends object>(table: TableDefinition<Row>, key: Partial<NoInfer<Row>>): void;
}

/**
 * A view that is written in the lane's transaction: rows as a pure function of what a stream was, became, and which
 * events lie between. It is asked once per touched stream and flush, so that ten events cost one row.
 */
export interface InlineView<S, E extends NewEvent> {
  readonly name: string;
  readonly version: number;
  readonly category: string;
  readonly tables: readonly AnyTable[];
  /**
   * A statement that removes shared rows which nobody stands behind any more. The lane runs it in every transaction that erases,
   * after its rows are written.
   */
  readonly tidy?: string;
  project(change: StreamChange<S, E>, rows: RowSink): void;
}

/**
 * Told of every event at the moment it is staged, so that lookups and queues which later commands of the same flush
 * ask are right before any row is written. Whatever it changes it must be able to take back: `unit.undo`.
 */
export interface LaneIndex<S, E extends NewEvent> {
  readonly category: string;
  staged(
    change: { readonly id: string; readonly before: S; readonly after: S; readonly event: Recorded<E> },
    unit: Staging,
  ): void;
}
