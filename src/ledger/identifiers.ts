import { randomBytes } from 'node:crypto';

const POOL_BYTES = 8192;
let pool = '';
let used = 0;

/** `<prefix>-` and 16 lower-case hex digits of 8 random bytes (`http.md` 8); bytes are drawn in bulk. */
export function newId(prefix: string): string {
  if (used + 16 > pool.length) {
    pool = randomBytes(POOL_BYTES).toString('hex');
    used = 0;
  }
  used += 16;
  return `${prefix}-${pool.slice(used - 16, used)}`;
}
