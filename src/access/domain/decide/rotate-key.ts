import { Rejection } from '../../../ledger/rejection.js';
import type { KeyEvent } from '../key-events.js';
import type { KeyStream } from '../key-state.js';

export interface RotateKey {
  readonly id: string;
  readonly secret_hash: string;
  /** How long the secret that is replaced goes on working, in seconds. */
  readonly grace_seconds: number;
}

/** `key.rotated`. Refused: `key_not_found`, and `key_disabled` for a key that no secret opens any more. */
export function rotateKey(key: KeyStream, command: RotateKey, facts: { readonly now: string }): KeyEvent[] | Rejection {
  const { id, secret_hash, grace_seconds } = command;
  if (key === null) return keyNotFound(id);
  if (key.disabled_at !== undefined) return new Rejection('key_disabled', `key ${id} is revoked`);
  if (key.expires_at !== undefined && key.expires_at <= facts.now) {
    return new Rejection('key_disabled', `key ${id} has expired`);
  }
  const former_until = new Date(Date.parse(facts.now) + grace_seconds * 1_000).toISOString();
  return [{ type: 'key.rotated', data: { id, secret_hash, former_until } }];
}

/** The refusal of an id that no key has. */
export function keyNotFound(id: string): Rejection {
  return new Rejection('key_not_found', `key ${id} not found`);
}
