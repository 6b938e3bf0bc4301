import type { InlineView, RowSink, StreamChange } from '../../ledger/lane/inline-view.js';
import { table } from '../../ledger/lane/table.js';
import type { KeyEvent } from '../domain/key-events.js';
import type { FormerSecret, KeyState, KeyStream } from '../domain/key-state.js';
import type { Front, Role } from '../domain/vocabulary.js';

/** A row of `api_keys`. */
export interface KeyRow {
  readonly id: string;
  readonly label: string;
  readonly role: Role;
  readonly principal_ref: string;
  readonly workspace_id: string | null;
  readonly fronts: readonly Front[] | null;
  readonly secret_hash: string;
  readonly former: readonly FormerSecret[];
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly disabled_at: string | null;
  /** Position of the key's last event: what is heard at or below it is in the row already. */
  readonly position: number;
}

const API_KEYS = table<KeyRow>({
  name: 'api_keys',
  key: ['id'],
  columns: [
    'id',
    'label',
    'role',
    'principal_ref',
    'workspace_id',
    'fronts',
    'secret_hash',
    'former',
    'created_at',
    'expires_at',
    'disabled_at',
    'position',
  ],
});

/** The key view: one row a key, revoked ones included. */
export const keyView: InlineView<KeyStream, KeyEvent> = {
  name: 'key',
  version: 1,
  category: 'key',
  tables: [API_KEYS],

  project({ after, events }: StreamChange<KeyStream, KeyEvent>, rows: RowSink): void {
    const last = events.at(-1);
    if (after !== null && last) rows.put(API_KEYS, keyRow(after, last.position));
  },
};

function keyRow(key: KeyState, position: number): KeyRow {
  return {
    id: key.id,
    label: key.label,
    role: key.role,
    principal_ref: key.principal_ref,
    workspace_id: key.workspace_id ?? null,
    fronts: key.fronts ?? null,
    secret_hash: key.secret_hash,
    former: key.former,
    created_at: key.created_at,
    expires_at: key.expires_at ?? null,
    disabled_at: key.disabled_at ?? null,
    position,
  };
}

/** The key that a row was made of. */
export function keyOfRow(row: KeyRow): KeyState {
  const { position: _position, workspace_id, fronts, expires_at, disabled_at, ...kept } = row;
  return {
    ...kept,
    ...(workspace_id === null ? {} : { workspace_id }),
    ...(fronts === null ? {} : { fronts }),
    ...(expires_at === null ? {} : { expires_at }),
    ...(disabled_at === null ? {} : { disabled_at }),
  };
}
