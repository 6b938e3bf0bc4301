import type { FoldedEvent, NewEvent } from '../event.js';
import type { RowSink } from '../lane/inline-view.js';
import type { LaneQuery } from '../lane/lookup.js';
import type { AnyTable, TableDefinition } from '../lane/table.js';
import type { Recorded } from '../stream-type.js';
import type { TallySink, TallyTable } from './tally.js';

/** A table of a follower's view. Every row belongs to one group: `group` is the column that names it. */
export interface GroupedTable<Row extends object> extends TableDefinition<Row> {
  readonly group: keyof Row & string;
}

/** A grouped table of whatever rows. */
export interface AnyGroupedTable extends AnyTable {
  readonly group: string;
}

/** The rows that one group has in the tables of its view. */
export interface GroupRows {
  of<Row extends object>(table: GroupedTable<Row>): readonly Row[];
}

/** What a view's rows of one group follow from. */
export interface GroupChange<S, E extends NewEvent, X> {
  /** The group, which is the id of the stream that it comes from. */
  readonly id: string;
  /** The stream's state, at least as new as its last event here. */
  readonly state: S;
  /**
   * The stream's events of the types that the view `needs`, those of this page; in a rebuild all of them. The page that
   * follows on a rebuild may bring some again: what a row says of an event belongs under the event's position.
   */
  readonly events: readonly Recorded<E>[];
  /** The group's rows as they are; in a rebuild none. */
  readonly before: GroupRows;
  /** What `extra` read for this group. */
  readonly extra: X | undefined;
}

/**
 * A view that a follower writes behind the lane (architecture.md 4): rows in groups, one group for each stream of a
 * category, as a pure function of the stream's state, and tallies over all rows. The rows that `project` puts are all that
 * the group has: what it put before and does not put now is removed. So a page that is applied twice changes nothing, and
 * a state that is newer than the page is as good.
 */
export interface FollowerView<S, E extends NewEvent, X = undefined> {
  /** Names the view in health, metrics and `taskledger rebuild`. */
  readonly name: string;
  /** Raised when `project` or `tally` change: the view is then rebuilt beside the old one, which serves meanwhile. */
  readonly version: number;
  /** Category of the streams whose ids are the groups. */
  readonly category: string;
  readonly tables: readonly AnyGroupedTable[];
  readonly tallies: readonly TallyTable[];
  /** Types of events that `project` looks at itself; the state says the rest. */
  readonly needs?: ReadonlySet<string>;
  /** The group that an event of another category touches; undefined for most. */
  touches?(event: Pick<FoldedEvent, 'stream' | 'data'>): string | undefined;
  /** Reads what else the rows follow from, for many groups at once, in the follower's transaction. */
  extra?(query: LaneQuery, ids: readonly string[]): Promise<ReadonlyMap<string, X>>;
  project(change: GroupChange<S, E, X>, rows: RowSink): void;
  /** What the rows of one group add to the tallies. */
  tally?(rows: GroupRows, tallies: TallySink): void;
}

/** A view of whatever streams. */
export type AnyFollowerView = FollowerView<unknown, NewEvent, unknown>;

export function grouped<Row extends object>(definition: GroupedTable<Row>): GroupedTable<Row> {
  return definition;
}
