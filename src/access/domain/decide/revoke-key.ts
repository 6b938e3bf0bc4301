import type { Rejection } from '../../../ledger/rejection.js';
import type { KeyEvent } from '../key-events.js';
import type { KeyStream } from '../key-state.js';
import { keyNotFound } from './rotate-key.js';

/** `key.revoked`; nothing when the key was revoked before. Refused: `key_not_found`. */
export function revokeKey(key: KeyStream, { id }: { readonly id: string }): KeyEvent[] | Rejection {
  if (key === null) return keyNotFound(id);
  return key.disabled_at === undefined ? [{ type: 'key.revoked', data: { id } }] : [];
}
