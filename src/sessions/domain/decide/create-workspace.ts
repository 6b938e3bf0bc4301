import { Rejection } from '../../../ledger/rejection.js';
import type { WorkspaceCreated, WorkspaceEvent } from '../workspace-events.js';
import type { WorkspaceStream } from '../workspace-state.js';

/** Ids of the workspaces that have the wanted name or path now. */
export interface WorkspaceOwners {
  readonly name_owner?: string;
  readonly path_owner?: string;
}

/**
 * `workspace.created`. A name or path that another workspace has, and an id that was ever used, are refused:
 * `duplicate_workspace` (`registries.md` 1).
 */
export function createWorkspace(
  workspace: WorkspaceStream,
  command: WorkspaceCreated,
  facts: WorkspaceOwners,
): WorkspaceEvent[] | Rejection {
  const { id, name, path } = command;
  if (workspace !== null) return duplicate(`a workspace with id ${id} already exists`);
  const refusal = refuseTaken(id, command, facts);
  if (refusal) return refusal;
  return [{ type: 'workspace.created', data: { id, name, ...(path === undefined ? {} : { path }) } }];
}

/** Refuses a name or path that is taken by another workspace than `id`. */
export function refuseTaken(
  id: string,
  wanted: { readonly name?: string; readonly path?: string | null },
  facts: WorkspaceOwners,
): Rejection | undefined {
  if (wanted.name !== undefined && facts.name_owner !== undefined && facts.name_owner !== id) {
    return duplicate(`a workspace named ${wanted.name} already exists`);
  }
  if (typeof wanted.path === 'string' && facts.path_owner !== undefined && facts.path_owner !== id) {
    return duplicate(`a workspace with path ${wanted.path} already exists`);
  }
  return undefined;
}

function duplicate(message: string): Rejection {
  return new Rejection('duplicate_workspace', message);
}
