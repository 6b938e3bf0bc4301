import type { Json, JsonObject } from '../../ledger/event.js';
import { holdsClaimToken, scrubClaimTokens } from '../../platform/redaction/redact.js';

export { holdsClaimToken, scrubClaimTokens } from '../../platform/redaction/redact.js';

/**
 * Where JSON holds raw lease credentials (`http.md` 7): a key that is `claim_token` but for case and outer
 * whitespace, or a key or text that contains a token value. The path of the first one, never the value.
 */
export function findClaimToken(value: Json, at = '$'): string | undefined {
  if (typeof value === 'string') return holdsClaimToken(value) ? at : undefined;
  if (value === null || typeof value !== 'object') return undefined;
  if (isList(value)) return first(value, (item, i) => findClaimToken(item, `${at}[${i}]`));
  return first(Object.entries(value), ([key, member]) => {
    if (isClaimTokenKey(key) || holdsClaimToken(key)) return `${at}.claim_token`;
    return member === undefined ? undefined : findClaimToken(member, `${at}.${key}`);
  });
}

/**
 * JSON without `claim_token` members at any depth and with token values masked, for everything that leaves the
 * service. The same object when there is nothing to take out.
 */
export function stripClaimTokens<T extends Json | undefined>(value: T): T {
  return strip(value as Json) as T;
}

function strip(value: Json): Json {
  if (typeof value === 'string') return scrubClaimTokens(value);
  if (value === null || typeof value !== 'object') return value;
  return isList(value) ? stripList(value) : stripMembers(value);
}

function stripList(list: readonly Json[]): readonly Json[] {
  const items = list.map(strip);
  return items.some((item, i) => item !== list[i]) ? items : list;
}

function stripMembers(object: JsonObject): JsonObject {
  const members = Object.entries(object);
  const kept = members
    .filter(([key]) => !isClaimTokenKey(key))
    .map(([key, member]) => [scrubClaimTokens(key), member === undefined ? member : strip(member)] as const);
  const same = kept.length === members.length && kept.every(([key, member], i) => isMember(members[i], key, member));
  return same ? object : Object.fromEntries(kept);
}

function isMember(entry: readonly [string, unknown] | undefined, key: string, value: unknown): boolean {
  return entry?.[0] === key && entry[1] === value;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isClaimTokenKey(key: string): boolean {
  return key.trim().toLowerCase() === 'claim_token';
}

function first<T>(items: readonly T[], find: (item: T, index: number) => string | undefined): string | undefined {
  for (const [i, item] of items.entries()) {
    const found = find(item, i);
    if (found !== undefined) return found;
  }
  return undefined;
}
