import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Scope } from '../../tasks/domain/vocabulary.js';
import type { BridgeStatus } from '../domain/vocabulary.js';
import type { BridgeRow } from './bridge-view.js';

/** Filters that must all hold; those that are undefined do not narrow. */
export interface BridgeFilter {
  readonly scope?: Scope;
  readonly workspace_id?: string;
  readonly status?: BridgeStatus;
  /** The name key of the bridge after which the page begins. */
  readonly after?: string;
}

const ONE = 'SELECT * FROM bridges WHERE id = $1';
const BY_NAME =
  'SELECT * FROM bridges WHERE ($1::text IS NULL OR scope = $1) AND ($2::text IS NULL OR workspace_id = $2) ' +
  'AND ($3::text IS NULL OR status = $3) AND ($4::text IS NULL OR name_key > $4) ORDER BY name_key LIMIT $5';
const WORKSPACE = 'SELECT workspace_id FROM bridges WHERE id = $1';

/** Reads bridges from their view. */
@Injectable()
export class BridgeReader {
  constructor(private readonly dataSource: DataSource) {}

  async find(id: string): Promise<BridgeRow | undefined> {
    const rows = await this.dataSource.query<BridgeRow[]>(ONE, [id]);
    return rows[0];
  }

  /** By name, at most `limit`. */
  list({ scope, workspace_id, status, after }: BridgeFilter, limit: number): Promise<BridgeRow[]> {
    const filters = [scope, workspace_id, status, after].map((value) => value ?? null);
    return this.dataSource.query<BridgeRow[]>(BY_NAME, [...filters, limit]);
  }

  /** The bridge's workspace; null for a global one, undefined for none. */
  async workspaceOf(id: string): Promise<string | null | undefined> {
    const [row] = await this.dataSource.query<Pick<BridgeRow, 'workspace_id'>[]>(WORKSPACE, [id]);
    return row?.workspace_id;
  }
}
