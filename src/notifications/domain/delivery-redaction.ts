import type { Json } from '../../ledger/event.js';

const REDACTED = '[REDACTED]';

/** A payload's key that holds one of these, written without `_ - .`, names a secret (`reviews.md` C.7). */
const SECRET_WORDS = [
  'claimtoken',
  'apikey',
  'accesstoken',
  'refreshtoken',
  'mcpauthtoken',
  'oauthcode',
  'authorizationcode',
  'codeverifier',
  'pkceverifier',
  'secretbinding',
  'authorization',
  'password',
  'secret',
  'token',
];

/** Masks the secrets of a text; given from outside, since some are known to this process alone. */
export type RedactText = (text: string) => string;

/** A copy of a payload for people elsewhere: values of secret keys replaced as a whole, every other text masked. */
export function redactPayload(value: Json, redactText: RedactText): Json {
  if (typeof value === 'string') return redactText(value);
  if (value === null || typeof value !== 'object') return value;
  if (isList(value)) return value.map((item) => redactPayload(item, redactText));
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(
    members.map(([key, member]) => [key, namesSecret(key) ? REDACTED : redactPayload(member ?? null, redactText)]),
  );
}

function namesSecret(key: string): boolean {
  const bare = key.toLowerCase().replace(/[_.-]/g, '');
  return SECRET_WORDS.some((word) => bare.includes(word));
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
