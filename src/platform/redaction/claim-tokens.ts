import { scrubClaimTokens } from './redact.js';

/**
 * JSON without `claim_token` members at any depth and with token values masked, for everything that leaves the service
 * (`http.md` 7). The same object when there is nothing to take out.
 */
export function stripClaimTokens<T>(value: T): T {
  return strip(value) as T;
}

/** Whether a key is `claim_token` but for case and outer whitespace. */
export function isClaimTokenKey(key: string): boolean {
  return key.trim().toLowerCase() === 'claim_token';
}

function strip(value: unknown): unknown {
  if (typeof value === 'string') return scrubClaimTokens(value);
  if (value === null || typeof value !== 'object') return value;
  return Array.isArray(value) ? stripList(value) : stripMembers(value);
}

function stripList(list: readonly unknown[]): readonly unknown[] {
  const items = list.map(strip);
  return items.some((item, i) => item !== list[i]) ? items : list;
}

function stripMembers(object: object): object {
  const members: (readonly [string, unknown])[] = Object.entries(object);
  const kept = members
    .filter(([key]) => !isClaimTokenKey(key))
    .map(([key, member]) => [scrubClaimTokens(key), strip(member)] as const);
  const same = kept.length === members.length && kept.every(([key, member], i) => isMember(members[i], key, member));
  return same ? object : Object.fromEntries(kept);
}

function isMember(entry: readonly [string, unknown] | undefined, key: string, value: unknown): boolean {
  return entry?.[0] === key && entry[1] === value;
}
