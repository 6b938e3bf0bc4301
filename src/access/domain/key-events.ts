import type { Front, Role } from './vocabulary.js';

/** The stored events of a key's stream. Of a secret they hold the SHA-256 alone; they are shown to nobody. */
export interface KeyCreated {
  readonly id: string;
  readonly label: string;
  readonly role: Role;
  readonly principal_ref: string;
  readonly workspace_id?: string;
  readonly fronts?: readonly Front[];
  readonly expires_at?: string;
  /** SHA-256 of the secret, 64 hex digits. */
  readonly secret_hash: string;
}

/** A new secret; those before it work until `former_until` at most. */
export interface KeyRotated {
  readonly id: string;
  readonly secret_hash: string;
  readonly former_until: string;
}

export interface KeyRevoked {
  readonly id: string;
}

export type KeyEvent =
  | { readonly type: 'key.created'; readonly data: KeyCreated }
  | { readonly type: 'key.rotated'; readonly data: KeyRotated }
  | { readonly type: 'key.revoked'; readonly data: KeyRevoked };
