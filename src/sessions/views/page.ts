import { encodeCursor } from '../../tasks/views/cursor.js';

/** Most rows of one page (architecture.md 12, decision 5). */
const MAX_ROWS = 500;

/** Which part of a list is wanted. */
export interface PageRequest {
  /** Rows at most; absent, 0 and anything above 500 mean 500. */
  readonly limit?: number;
  /** The cursor that came with the page before. */
  readonly cursor?: string;
}

/** Part of a list; `next` is there when more rows follow. */
export interface Page<T> {
  readonly rows: readonly T[];
  readonly next?: string;
}

export function rowsWanted({ limit }: PageRequest): number {
  return limit === undefined || limit === 0 ? MAX_ROWS : Math.min(limit, MAX_ROWS);
}

/** Cuts a list that was read with one row too many: that row tells that more follow. */
export function pageOf<T>(rows: readonly T[], wanted: number, sortValues: (row: T) => readonly string[]): Page<T> {
  const kept = rows.slice(0, wanted);
  const last = kept.at(-1);
  return rows.length > wanted && last !== undefined
    ? { rows: kept, next: encodeCursor(sortValues(last)) }
    : { rows: kept };
}
