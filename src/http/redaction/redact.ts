/**
 * Masking of secrets in everything that failures say (`http.md` 7). Idempotent: masked text stays as it is.
 */
import type { Json } from '../../ledger/event.js';
import { scrubClaimTokens } from './claim-token.js';
import { redactSecrets } from './runtime-secrets.js';
import { isSensitiveKey, REDACTED } from './sensitive-keys.js';
import { redactSensitiveValues } from './sensitive-values.js';

const AUTHORIZATION =
  /(?<![A-Za-z0-9])((?:proxy-)?authorization[ \t]{0,8}[:=][ \t]{0,8})(?!\\*["'])[^\s,;][^\r\n,;]*/gi;
const BEARER = /(?<![A-Za-z0-9])(Bearer[ \t]{1,8})[^\s,;"']+/gi;

/** Masks claim tokens, authorization values, bearer tokens, values of sensitive keys and registered secrets. */
export function redactText(text: string): string {
  const scrubbed = scrubClaimTokens(text).replace(AUTHORIZATION, `$1${REDACTED}`).replace(BEARER, `$1${REDACTED}`);
  return redactSecrets(redactSensitiveValues(scrubbed));
}

/** Evidence with the values of sensitive keys replaced as a whole and every other text masked. */
export function redactEvidence(value: Json): Json {
  if (typeof value === 'string') return redactText(value);
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map(redactEvidence);
  return Object.fromEntries(
    Object.entries(value as Record<string, Json>).map(([key, member]) => [
      key,
      isSensitiveKey(key) ? REDACTED : redactEvidence(member),
    ]),
  );
}
