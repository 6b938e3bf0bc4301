import { hash } from 'node:crypto';
import { canonicalJson } from './canonical-json.js';

/** 32 hex digits that are equal for equal JSON values, whatever the order of their members. */
export function fingerprint(value: unknown): string {
  return hash('sha256', canonicalJson(value)).slice(0, 32);
}

const REMEMBERED = new WeakMap<object, string>();

/** The fingerprint of an object that never changes: worked out once. */
export function rememberedFingerprint(value: object): string {
  let known = REMEMBERED.get(value);
  if (known === undefined) {
    known = fingerprint(value);
    REMEMBERED.set(value, known);
  }
  return known;
}
