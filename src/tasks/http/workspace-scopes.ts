import { Injectable } from '@nestjs/common';
import type { Caller } from '../../http/identity/caller.js';
import { requireGlobal, sees, visibilityOf } from '../../http/identity/visibility.js';
import { Rejection } from '../../ledger/rejection.js';
import { WorkspaceDirectory } from '../../sessions/views/workspace-directory.js';
import type { Scope } from '../domain/vocabulary.js';

interface Binding {
  readonly scope?: Scope;
  readonly workspace?: string;
}

/** No workspace has this id. */
const NOWHERE = ' ';

/** Which workspace a request means, where scope and workspace must fit each other (`tasks.md` 1.2, `http.md` 4). */
@Injectable()
export class WorkspaceScopes {
  constructor(private readonly workspaces: WorkspaceDirectory) {}

  /**
   * The workspace of a new task, or of something else that lies in one or in none; undefined for a global one. Refused:
   * `invalid_scope_binding`, `workspace_not_found`, and `permission_denied` for a global one by a caller that is bound to a
   * workspace.
   */
  async ofNewTask(
    field: string,
    { scope, workspace }: Binding,
    caller: Caller,
    what = 'task',
  ): Promise<string | undefined> {
    if (scope === 'global') {
      if (workspace !== undefined) {
        throw new Rejection('invalid_scope_binding', `${field}.workspace must not be given for a global ${what}`);
      }
      requireGlobal(caller);
      return undefined;
    }
    if (workspace === undefined) {
      throw new Rejection('invalid_scope_binding', `${field}.workspace is required for a workspace ${what}`);
    }
    return this.resolve(workspace, caller);
  }

  /** The workspace that a list is narrowed to, if any: always its own for a caller that is bound to one. */
  async ofFilter({ scope, workspace }: Binding, caller: Caller): Promise<string | undefined> {
    if (scope === 'workspace' && workspace === undefined) {
      throw new Rejection('invalid_scope_binding', 'workspace is required with scope=workspace');
    }
    if (scope === 'global' && workspace !== undefined) {
      throw new Rejection('invalid_scope_binding', 'workspace must not be given with scope=global');
    }
    return workspace === undefined ? caller.principal.workspaceId : this.resolve(workspace, caller);
  }

  /**
   * The place that an observation is narrowed to, if any: empty for global tasks, else a workspace, which must be asked for
   * with its scope (`views.md` 1.1). A caller that is bound to a workspace finds no global tasks.
   */
  async placeOf(binding: Binding, caller: Caller): Promise<string | undefined> {
    if (binding.workspace !== undefined && binding.scope === undefined) {
      throw new Rejection('invalid_scope_binding', 'workspace must be given with scope=workspace');
    }
    const workspaceId = await this.ofFilter(binding, caller);
    if (binding.scope !== 'global') return workspaceId;
    return workspaceId === undefined ? '' : NOWHERE;
  }

  private async resolve(workspace: string, caller: Caller): Promise<string> {
    const found = await this.workspaces.resolve(workspace);
    if (!found || !sees(visibilityOf(caller), found.id))
      throw new Rejection('workspace_not_found', `workspace ${workspace} does not exist`);
    return found.id;
  }
}
