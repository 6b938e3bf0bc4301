import { createHash, randomBytes } from 'node:crypto';

/** A new secret: `tl_` and 32 random bytes as 43 characters base64url (`registries.md` 5). */
export function newKeySecret(): string {
  return `tl_${randomBytes(32).toString('base64url')}`;
}

/** What is kept of a secret: its SHA-256 in hex. 256 random bits need no slow hash. */
export function hashOfSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
