import type { IncomingHttpHeaders } from 'node:http';
import { Rejection } from '../ledger/rejection.js';

/** The log position that a query must have seen before it answers (architecture.md 4). */
const LEDGER_AT_LEAST = 'x-ledger-at-least';

const LARGEST = 2n ** 63n - 1n;

/**
 * The position that a request asks for; rejects with `invalid_query` what is not an integer from 0 to 2^63 - 1. One that
 * a number does not hold exactly is rounded: no ledger comes anywhere near it.
 */
export function readAtLeast(headers: IncomingHttpHeaders): number | undefined {
  const header = headers[LEDGER_AT_LEAST];
  const text = ((Array.isArray(header) ? header[0] : header) ?? '').trim();
  if (text === '') return undefined;
  if (/^\d{1,40}$/.test(text) && BigInt(text) <= LARGEST) return Number(text);
  throw new Rejection('invalid_query', 'X-Ledger-At-Least must be a position of the log: an integer of at least 0');
}
