/** What replaces a secret. */
export const REDACTED = '[REDACTED]';

const WORDS = [
  ['api', 'key'],
  ['access', 'token'],
  ['refresh', 'token'],
  ['mcp', 'auth', 'token'],
  ['claim', 'token'],
  ['lease', 'token'],
  ['bot', 'token'],
  ['oauth', 'code'],
  ['authorization', 'code'],
  ['oauth', 'client', 'secret'],
  ['client', 'secret'],
  ['webhook', 'secret'],
  ['code', 'verifier'],
  ['pkce', 'verifier'],
  ['secret', 'binding'],
  ['token'],
  ['secret'],
  ['password'],
  ['authorization'],
];

/** Source of a pattern that matches a sensitive key (`http.md` 7): words joined by `-`, `_` or nothing. */
export const SENSITIVE_KEY = WORDS.map((words) => words.join('[-_]?')).join('|');

const EXACTLY = new RegExp(`^(?:${SENSITIVE_KEY})$`, 'i');

/** Whether a key is exactly a sensitive one, ignoring case. */
export function isSensitiveKey(key: string): boolean {
  return EXACTLY.test(key);
}
