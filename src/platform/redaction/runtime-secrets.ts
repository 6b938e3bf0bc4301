import { REDACTED } from './sensitive-keys.js';

/** Shorter values are too likely to be ordinary words. */
const MIN_LENGTH = 8;

let secrets: readonly string[] = [];

/**
 * Registers a secret of this process (a database password, the server secret), so that no error text, diagnostic
 * or log line shows it. Values shorter than 8 characters are ignored.
 */
export function registerSecret(secret: string): void {
  if (secret.length < MIN_LENGTH || REDACTED.includes(secret) || secrets.includes(secret)) return;
  secrets = [...secrets, secret].sort((a, b) => b.length - a.length);
}

/** Masks registered secrets, the longest first. */
export function redactSecrets(text: string): string {
  return secrets.reduce((masked, secret) => masked.replaceAll(secret, REDACTED), text);
}
