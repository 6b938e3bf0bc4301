const PREFIX = 'sha256:';
const DIGITS = 8;

/** The first digits of a claim token's hash: enough to recognise a lease by, and no more is shown (`views.md` 8.1). */
export function truncatedHash(hash: string): string {
  const digits = hash.startsWith(PREFIX) ? hash.slice(PREFIX.length) : hash;
  return digits.slice(0, DIGITS);
}
