import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { KeyUses } from './key-uses.js';
import { keyOfRow, type KeyRow } from './key-view.js';
import { showKey, type ShownKey } from './shown-key.js';

/** A key's row with when it was used, as far as that is written, and the database's time of reading. */
interface ReadKey extends KeyRow {
  readonly last_used_at: string | null;
  readonly read_at: string;
}

const SELECT =
  "SELECT k.*, u.last_used_at, date_trunc('milliseconds', clock_timestamp()) AS read_at " +
  'FROM api_keys k LEFT JOIN api_key_uses u ON u.key_id = k.id';
const ONE = `${SELECT} WHERE k.id = $1`;
const NEWEST =
  `${SELECT} WHERE ($1::text IS NULL OR k.workspace_id = $1) ` +
  'AND ($2::timestamptz IS NULL OR (k.created_at, k.id) < ($2, $3)) ' +
  'ORDER BY k.created_at DESC, k.id DESC LIMIT $4';
const WORKSPACE = 'SELECT workspace_id FROM api_keys WHERE id = $1';

/** Reads keys from their view. */
@Injectable()
export class KeyReader {
  constructor(
    private readonly dataSource: DataSource,
    private readonly uses: KeyUses,
  ) {}

  async find(id: string): Promise<ShownKey | undefined> {
    const [row] = await this.dataSource.query<ReadKey[]>(ONE, [id]);
    return row && this.show(row);
  }

  /** Newest first, at most `limit`; `before` is `created_at` and id of the key after which the page begins. */
  async list(limit: number, before?: readonly string[], workspaceId?: string): Promise<ShownKey[]> {
    const values = [workspaceId ?? null, before?.[0] ?? null, before?.[1] ?? null, limit];
    const rows = await this.dataSource.query<ReadKey[]>(NEWEST, values);
    return rows.map((row) => this.show(row));
  }

  /** The workspace that a key is bound to, null for none; undefined when there is no such key. */
  async workspaceOf(id: string): Promise<string | null | undefined> {
    const [row] = await this.dataSource.query<Pick<KeyRow, 'workspace_id'>[]>(WORKSPACE, [id]);
    return row?.workspace_id;
  }

  /** Used last when the table says or when this instance remembers, whichever is later. */
  private show({ last_used_at: written, read_at, ...row }: ReadKey): ShownKey {
    const age = this.uses.ageMs(row.id);
    const remembered = age === undefined ? '' : new Date(Date.parse(read_at) - age).toISOString();
    const latest = remembered > (written ?? '') ? remembered : (written ?? undefined);
    return showKey(keyOfRow(row), latest);
  }
}
