import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.js';

/** 32 hex digits that are equal for equal JSON values, whatever the order of their members. */
export function fingerprint(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 32);
}
