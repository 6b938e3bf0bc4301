import type { Json } from '../../ledger/event.js';

const LONE_SURROGATE = /\p{Surrogate}/u;

/** Whether Postgres can keep the text: no NUL, no unpaired surrogate. */
export function isStorableText(text: string): boolean {
  return !text.includes('\u0000') && !LONE_SURROGATE.test(text);
}

/** Whether jsonb can keep the value: texts and keys as above, numbers finite. */
export function isStorableJson(value: Json): boolean {
  if (typeof value === 'string') return isStorableText(value);
  if (typeof value === 'number') return Number.isFinite(value);
  if (value === null || typeof value !== 'object') return true;
  if (Array.isArray(value)) return value.every((item: Json) => isStorableJson(item));
  return Object.entries(value as Record<string, Json>).every(
    ([key, member]) => isStorableText(key) && isStorableJson(member),
  );
}
