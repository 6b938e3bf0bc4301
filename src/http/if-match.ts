import type { IncomingHttpHeaders } from 'node:http';
import { Rejection } from '../ledger/rejection.js';

/** The `latest_event_seq` values that a change may start from; `*` is any. */
export type IfMatch = '*' | readonly number[];

const ONE = /^"(\d{1,16})"$/;

/**
 * What `If-Match` says: `*`, or quoted event sequences such as `"42"`, of which one must be the present one. Rejects
 * with `invalid_query` what is none of these, weak and foreign entity tags included.
 */
export function readIfMatch(headers: IncomingHttpHeaders): IfMatch | undefined {
  const text = (headers['if-match'] ?? '').trim();
  if (text === '') return undefined;
  if (text === '*') return '*';
  const sequences = text.split(',').map((tag) => Number(ONE.exec(tag.trim())?.[1]));
  if (sequences.every((sequence) => Number.isSafeInteger(sequence))) return sequences;
  throw new Rejection('invalid_query', 'If-Match must be * or a quoted latest_event_seq such as "42"');
}
