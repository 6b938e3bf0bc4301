import type { KeyState } from '../domain/key-state.js';
import type { Front, Role } from '../domain/vocabulary.js';

/** A key as admins see it (`registries.md` 5): without its secrets and their hashes. */
export interface ShownKey {
  readonly id: string;
  readonly label: string;
  readonly role: Role;
  readonly principal_ref: string;
  readonly workspace_id?: string;
  readonly fronts?: Front[];
  readonly created_at: string;
  readonly last_used_at?: string;
  readonly expires_at?: string;
  readonly disabled_at?: string;
}

export function showKey(key: KeyState, lastUsedAt?: string): ShownKey {
  return {
    id: key.id,
    label: key.label,
    role: key.role,
    principal_ref: key.principal_ref,
    workspace_id: key.workspace_id,
    fronts: key.fronts && [...key.fronts],
    created_at: key.created_at,
    last_used_at: lastUsedAt,
    expires_at: key.expires_at,
    disabled_at: key.disabled_at,
  };
}
