import { Rejection } from '../../../ledger/rejection.js';
import type { WorkspaceEvent, WorkspaceUpdated } from '../workspace-events.js';
import { existingWorkspace, type WorkspaceStream } from '../workspace-state.js';
import { refuseTaken, type WorkspaceOwners } from './create-workspace.js';

/**
 * `workspace.updated` with what really changes, nothing when all stays as it is. Refused: `workspace_not_found`,
 * `duplicate_workspace`.
 */
export function updateWorkspace(
  workspace: WorkspaceStream,
  command: WorkspaceUpdated,
  facts: WorkspaceOwners,
): WorkspaceEvent[] | Rejection {
  const { id, name, path } = command;
  const current = existingWorkspace(workspace);
  if (!current) return workspaceNotFound(id);
  const refusal = refuseTaken(id, command, facts);
  if (refusal) return refusal;
  const data: WorkspaceUpdated = {
    id,
    ...(name === undefined || name === current.name ? {} : { name }),
    ...(path === undefined || path === (current.path ?? null) ? {} : { path }),
  };
  return data.name === undefined && data.path === undefined ? [] : [{ type: 'workspace.updated', data }];
}

/** The refusal of a reference that no workspace answers to. */
export function workspaceNotFound(reference: string): Rejection {
  return new Rejection('workspace_not_found', `workspace ${reference} not found`);
}
