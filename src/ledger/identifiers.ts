import { randomBytes, randomUUID } from 'node:crypto';

const POOL_BYTES = 8192;
const RANDOM_DIGITS = 12;
/** How long ids begin alike, in ms. */
const STRETCH_MS = 256_000;
const STRETCHES = 0x1_0000;

let pool = '';
let used = 0;
let stretch = -1;
let head = '';

/**
 * `<prefix>-` and 16 lower-case hex digits (`http.md` 8): four that say in which stretch of time it was made, which come again after
 * 194 days, and those of 6 random bytes, drawn in bulk. What is made in one stretch lies close together in every index, so that a large
 * ledger is written on a few of their pages and not on one for each row (docs/decisions/0016).
 */
export function newId(prefix: string, now = Date.now()): string {
  if (used + RANDOM_DIGITS > pool.length) {
    pool = randomBytes(POOL_BYTES).toString('hex');
    used = 0;
  }
  used += RANDOM_DIGITS;
  return `${prefix}-${headOf(now)}${pool.slice(used - RANDOM_DIGITS, used)}`;
}

/** A UUID of version 4, its first four digits those of the time, as in `newId`. */
export function newUuid(now = Date.now()): string {
  return `${headOf(now)}${randomUUID().slice(4)}`;
}

function headOf(now: number): string {
  const current = Math.floor(now / STRETCH_MS) % STRETCHES;
  if (current !== stretch) {
    stretch = current;
    head = current.toString(16).padStart(4, '0');
  }
  return head;
}
