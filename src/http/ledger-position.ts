import type { IncomingHttpHeaders } from 'node:http';
import { Rejection } from '../ledger/rejection.js';

/** The log position that a command's answer reports and a follower's query has seen (architecture 4). */
export const LEDGER_POSITION = 'x-ledger-position';

/** The log position that a query must have seen before it answers. */
const LEDGER_AT_LEAST = 'x-ledger-at-least';

/** The position that a request asks for; rejects with `invalid_query` when it is not an integer of at least 0. */
export function readAtLeast(headers: IncomingHttpHeaders): number | undefined {
  const header = headers[LEDGER_AT_LEAST];
  const text = ((Array.isArray(header) ? header[0] : header) ?? '').trim();
  if (text === '') return undefined;
  const position = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(position)) throw new Rejection('invalid_query', 'X-Ledger-At-Least must be an integer');
  return position;
}
