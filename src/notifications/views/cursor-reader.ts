import { type CursorKey, SUBSCRIPTION_CONSUMER, TASK_EVENTS } from '../domain/cursor-key.js';

/** How far a subscription has been served (`reviews.md` C.5). */
export interface Cursor extends CursorKey {
  /** The highest event sequence that was processed; 0 before any. */
  readonly last_sequence: number;
  readonly last_delivery_id?: string;
  readonly last_delivered_at?: string;
  readonly last_error?: string;
  readonly updated_at?: string;
}

/** Columns of a cursor as `CURSOR_COLUMNS` reads them; all are null where there is no row yet. */
export interface CursorRow {
  readonly cursor_sequence: number | null;
  readonly cursor_delivery_id: string | null;
  readonly cursor_delivered_at: string | null;
  readonly cursor_error: string | null;
  readonly cursor_updated_at: string | null;
}

/** What is read of the cursor `c`. */
export const CURSOR_COLUMNS =
  'c.last_sequence AS cursor_sequence, c.last_delivery_id AS cursor_delivery_id, ' +
  'c.last_delivered_at AS cursor_delivered_at, c.last_error AS cursor_error, c.updated_at AS cursor_updated_at';

export const NO_CURSOR: CursorRow = {
  cursor_sequence: null,
  cursor_delivery_id: null,
  cursor_delivered_at: null,
  cursor_error: null,
  cursor_updated_at: null,
};

/** Joins the cursor `c` of the subscription `s`. */
export const JOIN_CURSOR =
  `LEFT JOIN notification_cursors c ON c.subject_id = s.task_id AND c.stream_name = '${TASK_EVENTS}' ` +
  `AND c.consumer_id = '${SUBSCRIPTION_CONSUMER}' || s.subscription_id`;

/** Without a row: the key and a sequence of 0, nothing else. */
export function cursorOf(key: CursorKey, row: CursorRow): Cursor {
  return {
    ...key,
    last_sequence: row.cursor_sequence ?? 0,
    last_delivery_id: row.cursor_delivery_id ?? undefined,
    last_delivered_at: row.cursor_delivered_at ?? undefined,
    last_error: row.cursor_error ?? undefined,
    updated_at: row.cursor_updated_at ?? undefined,
  };
}
