import type { Json } from '../../ledger/event.js';
import { isClaimTokenKey } from '../../platform/redaction/claim-tokens.js';
import { holdsClaimToken } from '../../platform/redaction/redact.js';

export { stripClaimTokens } from '../../platform/redaction/claim-tokens.js';
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

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function first<T>(items: readonly T[], find: (item: T, index: number) => string | undefined): string | undefined {
  for (const [i, item] of items.entries()) {
    const found = find(item, i);
    if (found !== undefined) return found;
  }
  return undefined;
}
