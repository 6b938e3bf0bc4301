import { Rejection } from '../../../ledger/rejection.js';
import type { WorkspaceEvent } from '../workspace-events.js';
import { existingWorkspace, type WorkspaceStream } from '../workspace-state.js';
import { workspaceNotFound } from './update-workspace.js';

/** `workspace.deleted`. Refused: `workspace_not_found`, and `workspace_not_empty` while the workspace holds tasks. */
export function deleteWorkspace(
  workspace: WorkspaceStream,
  command: { readonly id: string },
  facts: { readonly tasks: number },
): WorkspaceEvent[] | Rejection {
  const { id } = command;
  if (!existingWorkspace(workspace)) return workspaceNotFound(id);
  if (facts.tasks > 0) {
    return new Rejection(
      'workspace_not_empty',
      `workspace ${id} holds ${facts.tasks} ${facts.tasks === 1 ? 'task' : 'tasks'}`,
    );
  }
  return [{ type: 'workspace.deleted', data: { id } }];
}
