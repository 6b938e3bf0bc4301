import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { workspaceNameKey } from '../domain/workspace-state.js';
import type { WorkspaceRow } from './workspace-view.js';

/** Id, else name, else path (`registries.md` 1). */
const RESOLVE =
  'SELECT id, name, name_key, path, created_at, updated_at FROM workspaces ' +
  'WHERE id = $1 OR name_key = $2 OR path = $1 ORDER BY id = $1 DESC, name_key = $2 DESC LIMIT 1';
const PAGE =
  'SELECT id, name, name_key, path, created_at, updated_at FROM workspaces ' +
  'WHERE ($1::text IS NULL OR id = $1) AND ($2::text IS NULL OR name_key > $2) ORDER BY name_key LIMIT $3';

/** Finds workspaces for queries; commands ask the lane's `WorkspaceLookups`, which knows of the running flush. */
@Injectable()
export class WorkspaceDirectory {
  constructor(private readonly dataSource: DataSource) {}

  /** The workspace that `reference` names: as id, else as name, else as path. */
  async resolve(reference: string): Promise<WorkspaceRow | undefined> {
    const rows = await this.dataSource.query<WorkspaceRow[]>(RESOLVE, [reference, workspaceNameKey(reference)]);
    return rows[0];
  }

  /** Workspaces by name, those after `afterKey` only, at most `limit`; `id` narrows to that one. */
  list(limit: number, afterKey?: string, id?: string): Promise<WorkspaceRow[]> {
    return this.dataSource.query<WorkspaceRow[]>(PAGE, [id ?? null, afterKey ?? null, limit]);
  }
}
