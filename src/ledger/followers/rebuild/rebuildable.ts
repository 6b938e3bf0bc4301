import type { FoldedEvent } from '../../event.js';
import type { LaneQuery } from '../../lane/lookup.js';
import type { WholeStream } from '../view-writer.js';
import type { ShadowTables } from './shadow-tables.js';

export interface RebuiltTable {
  readonly name: string;
  /** See `AnyTable`. */
  readonly shared?: true;
}

/** What a rebuild needs to know of a view, or of several that share tables. */
export interface Rebuildable {
  /** Name of the rebuild; its views are named by `views`. */
  readonly name: string;
  readonly views: readonly { readonly name: string; readonly version: number }[];
  /** The version that a view without a checkpoint has: the lane has written its views since their first. */
  readonly firstVersion?: number;
  readonly category: string;
  readonly tables: readonly RebuiltTable[];
  readonly shadow: ShadowTables;
  /** Whether `fill` looks at events of this type itself. */
  keeps(type: string): boolean;
  /** Writes streams that the copy does not have yet. */
  fill(query: LaneQuery, streams: readonly WholeStream[]): Promise<void>;
  /** Brings the copy up to date with a page of the log. */
  catchUp(query: LaneQuery, events: readonly FoldedEvent[]): Promise<void>;
  /** Removes from the copy what erasing removes from the tables, though no row of the log says so. */
  tidy(query: LaneQuery): Promise<void>;
  /** Keeps everybody else from writing the view until the transaction ends. */
  lock(query: LaneQuery): Promise<void>;
  /**
   * Stops commands and everybody who writes the view, until the transaction ends, with the view at the head of the log.
   * @returns false when it has not come there shortly: to be tried again in another transaction
   */
  halt(query: LaneQuery): Promise<boolean>;
}
