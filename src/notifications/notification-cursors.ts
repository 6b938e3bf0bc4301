/**
 * Cursors as the delivery of notifications moves them (`reviews.md` C.5). They are operational: plain rows that are no
 * events and are never rebuilt, since what has been sent cannot be known from the log. They outlive their subscription.
 */
import { redactText } from '../platform/redaction/redact.js';
import type { CursorKey } from './domain/cursor-key.js';
import { cutToBytes } from './domain/cut-text.js';

/** Whatever runs a statement: the data source, or a transaction. */
export interface StatementRunner {
  query<Rows>(text: string, values: unknown[]): Promise<Rows>;
}

const MAX_ERROR_BYTES = 2_048;

const NOW = "date_trunc('milliseconds', clock_timestamp())";
const KEY = '(subject_id, stream_name, consumer_id)';
/** The same delivery again, after a crash before its end was noted, keeps the time of the first. */
const ADVANCE =
  'INSERT INTO notification_cursors AS c (consumer_id, stream_name, subject_id, last_sequence, last_delivery_id, ' +
  `last_delivered_at, updated_at) VALUES ($1, $2, $3, $4, $5, ${NOW}, ${NOW}) ` +
  `ON CONFLICT ${KEY} DO UPDATE SET last_sequence = EXCLUDED.last_sequence, ` +
  'last_delivery_id = EXCLUDED.last_delivery_id, last_error = NULL, updated_at = EXCLUDED.updated_at, ' +
  'last_delivered_at = CASE WHEN c.last_sequence = EXCLUDED.last_sequence THEN c.last_delivered_at ' +
  'ELSE EXCLUDED.last_delivered_at END ' +
  'WHERE c.last_sequence < EXCLUDED.last_sequence ' +
  'OR (c.last_sequence = EXCLUDED.last_sequence AND c.last_delivery_id = EXCLUDED.last_delivery_id) RETURNING 1';
const SKIP =
  'INSERT INTO notification_cursors AS c (consumer_id, stream_name, subject_id, last_sequence, updated_at) ' +
  `VALUES ($1, $2, $3, $4, ${NOW}) ON CONFLICT ${KEY} DO UPDATE SET last_sequence = EXCLUDED.last_sequence, ` +
  'last_error = NULL, updated_at = EXCLUDED.updated_at WHERE c.last_sequence < EXCLUDED.last_sequence RETURNING 1';
const RECORD_ERROR =
  'INSERT INTO notification_cursors AS c (consumer_id, stream_name, subject_id, last_sequence, last_error, updated_at) ' +
  `VALUES ($1, $2, $3, 0, $4, ${NOW}) ON CONFLICT ${KEY} DO UPDATE SET ` +
  'last_error = EXCLUDED.last_error, updated_at = EXCLUDED.updated_at';

/**
 * Moves the cursor to a delivered event. False, and nothing changed, when that is not forward: the cursor stands beyond
 * it, or there by another delivery.
 * @throws RangeError for a sequence that is not positive.
 */
export async function advanceCursor(
  runner: StatementRunner,
  key: CursorKey,
  sequence: number,
  deliveryId: string,
): Promise<boolean> {
  requirePositive(sequence);
  const rows = await runner.query<unknown[]>(ADVANCE, [...valuesOf(key), sequence, deliveryId]);
  return rows.length > 0;
}

/**
 * Moves the cursor over events that are not to be delivered; what it knows of the last delivery stays. False, and nothing
 * changed, when the cursor stands there or beyond.
 * @throws RangeError for a sequence that is not positive.
 */
export async function skipCursor(runner: StatementRunner, key: CursorKey, sequence: number): Promise<boolean> {
  requirePositive(sequence);
  const rows = await runner.query<unknown[]>(SKIP, [...valuesOf(key), sequence]);
  return rows.length > 0;
}

/** Notes a failure, masked and cut; the cursor does not move. */
export async function recordCursorError(runner: StatementRunner, key: CursorKey, words: string): Promise<void> {
  await runner.query(RECORD_ERROR, [...valuesOf(key), storedError(words)]);
}

/** What is kept of an error: no secrets, nothing that Postgres cannot hold, at most 2,048 bytes. */
function storedError(words: string): string {
  return cutToBytes(redactText(words.replaceAll('\u0000', '')), MAX_ERROR_BYTES);
}

function valuesOf({ consumer_id, stream_name, subject_id }: CursorKey): unknown[] {
  return [consumer_id, stream_name, subject_id];
}

function requirePositive(sequence: number): void {
  if (!(sequence > 0)) throw new RangeError(`a cursor cannot be moved to sequence ${sequence}`);
}
