import type { UnitOfWork } from '../../ledger/lane/unit-of-work.js';
import { Rejection } from '../../ledger/rejection.js';
import { existingWorkspace } from '../../sessions/domain/workspace-state.js';
import { workspaceStream } from '../../sessions/domain/workspace-stream.js';

/** A workspace may have been deleted since the request named it: `workspace_not_found`. */
export async function requireWorkspace(unit: UnitOfWork, workspaceId: string | undefined): Promise<void> {
  if (workspaceId === undefined) return;
  if (!existingWorkspace(await unit.load(workspaceStream, workspaceId))) {
    throw new Rejection('workspace_not_found', `workspace ${workspaceId} does not exist`);
  }
}
