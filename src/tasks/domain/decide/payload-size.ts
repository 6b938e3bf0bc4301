import type { Json } from '../../../ledger/event.js';
import { Rejection } from '../../../ledger/rejection.js';

/** Bytes of JSON that one event's public payload may have (`tasks.md` 1.3). */
export const PAYLOAD_BYTES = 65_536;

/** What stands in a payload around a caller's own words: names of members, statuses, three ids of 128 characters. */
const ENVELOPE_BYTES = 640;

/** `payload_too_large` where the caller's words would not fit into an event's payload. */
export function refuseOversized(
  at: string,
  words: { readonly reason?: string; readonly metadata?: Json },
): Rejection | undefined {
  const bytes = Buffer.byteLength(JSON.stringify(words));
  const most = PAYLOAD_BYTES - ENVELOPE_BYTES;
  if (bytes <= most) return undefined;
  return new Rejection(
    'payload_too_large',
    `${at}: reason and metadata together must be at most ${most} bytes of JSON`,
  );
}
