import { Rejection } from '../../../ledger/rejection.js';
import type { KeyCreated, KeyEvent } from '../key-events.js';

/** `key.created`. Refused: `validation_failed` for a key that would be over before it begins. */
export function createKey(command: KeyCreated, facts: { readonly now: string }): KeyEvent[] | Rejection {
  if (command.expires_at !== undefined && command.expires_at <= facts.now) {
    return new Rejection('validation_failed', 'create_key.expires_at must lie in the future');
  }
  return [{ type: 'key.created', data: command }];
}
