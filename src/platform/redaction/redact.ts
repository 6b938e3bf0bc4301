/**
 * Masking of secrets in whatever leaves the process: error bodies, diagnostics, log lines, terminal output
 * (`http.md` 7). Idempotent: masked text stays as it is.
 */
import { redactSecrets } from './runtime-secrets.js';
import { isSensitiveKey, REDACTED } from './sensitive-keys.js';
import { redactSensitiveValues } from './sensitive-values.js';

const CLAIM_MARK = 'agh_claim_';
const CLAIM_TOKEN = /agh_claim_[A-Za-z0-9_-]+/g;
const AUTHORIZATION =
  /(?<![A-Za-z0-9])((?:proxy-)?authorization[ \t]{0,8}[:=][ \t]{0,8})(?!\\*["'])[^\s,;][^\r\n,;]*/gi;
/** The secret of an API key of ours (`registries.md` 5), wherever it stands. */
const API_KEY = /(?<![A-Za-z0-9_-])tl_[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/g;
const BEARER = /(?<![A-Za-z0-9])(Bearer[ \t]{1,8})[^\s,;"']+/gi;

/** Whether a text contains a raw claim token value. */
export function holdsClaimToken(text: string): boolean {
  return text.includes(CLAIM_MARK) && text.search(CLAIM_TOKEN) >= 0;
}

/** Masks raw claim token values in a text. */
export function scrubClaimTokens(text: string): string {
  return text.includes(CLAIM_MARK) ? text.replace(CLAIM_TOKEN, `${CLAIM_MARK}${REDACTED}`) : text;
}

/** Masks claim tokens, authorization values, bearer tokens, API keys, values of sensitive keys and registered secrets. */
export function redactText(text: string): string {
  const scrubbed = scrubClaimTokens(text)
    .replace(AUTHORIZATION, `$1${REDACTED}`)
    .replace(BEARER, `$1${REDACTED}`)
    .replace(API_KEY, `tl_${REDACTED}`);
  return redactSecrets(redactSensitiveValues(scrubbed));
}

/** A copy of JSON with the values of sensitive keys replaced as a whole and every other text masked. */
export function redactJson(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value);
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item: unknown) => redactJson(item));
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, isSensitiveKey(key) ? REDACTED : redactJson(member)]),
  );
}
