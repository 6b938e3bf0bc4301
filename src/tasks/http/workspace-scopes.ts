import { Injectable } from '@nestjs/common';
import { Rejection } from '../../ledger/rejection.js';
import { WorkspaceDirectory } from '../../sessions/views/workspace-directory.js';
import type { Scope } from '../domain/vocabulary.js';

interface Binding {
  readonly scope?: Scope;
  readonly workspace?: string;
}

/** Which workspace a request means, where scope and workspace must fit each other (`tasks.md` 1.2, `http.md` 4). */
@Injectable()
export class WorkspaceScopes {
  constructor(private readonly workspaces: WorkspaceDirectory) {}

  /** The workspace of a new task; undefined for a global one. Refused: `invalid_scope_binding`, `workspace_not_found`. */
  async ofNewTask(field: string, { scope, workspace }: Binding): Promise<string | undefined> {
    if (scope === 'global') {
      if (workspace === undefined) return undefined;
      throw new Rejection('invalid_scope_binding', `${field}.workspace must not be given for a global task`);
    }
    if (workspace === undefined) {
      throw new Rejection('invalid_scope_binding', `${field}.workspace is required for a workspace task`);
    }
    return this.resolve(workspace);
  }

  /** The workspace that a list is narrowed to, if any. */
  async ofFilter({ scope, workspace }: Binding): Promise<string | undefined> {
    if (scope === 'workspace' && workspace === undefined) {
      throw new Rejection('invalid_scope_binding', 'workspace is required with scope=workspace');
    }
    if (scope === 'global' && workspace !== undefined) {
      throw new Rejection('invalid_scope_binding', 'workspace must not be given with scope=global');
    }
    return workspace === undefined ? undefined : this.resolve(workspace);
  }

  private async resolve(workspace: string): Promise<string> {
    const found = await this.workspaces.resolve(workspace);
    if (!found) throw new Rejection('workspace_not_found', `workspace ${workspace} does not exist`);
    return found.id;
  }
}
