import type { Preparation } from '../../ledger/lane/preparation.js';
import type { UnitOfWork } from '../../ledger/lane/unit-of-work.js';
import type { Rejection } from '../../ledger/rejection.js';
import type { WorkspaceOwners } from '../domain/decide/create-workspace.js';
import type { WorkspaceEvent } from '../domain/workspace-events.js';
import { workspaceNameKey, type WorkspaceState } from '../domain/workspace-state.js';
import { workspaceStream } from '../domain/workspace-stream.js';
import type { WorkspaceLookups } from '../lookups/workspace-lookups.js';

/** Who has the wanted name and path. */
export async function workspaceOwners(
  unit: Preparation,
  lookups: WorkspaceLookups,
  wanted: { readonly name?: string; readonly path?: string | null },
): Promise<WorkspaceOwners> {
  const { name, path } = wanted;
  const [name_owner, path_owner] = await Promise.all([
    name === undefined ? undefined : unit.get(lookups.idOfName, workspaceNameKey(name)),
    typeof path === 'string' ? unit.get(lookups.idOfPath, path) : undefined,
  ]);
  return { name_owner, path_owner };
}

/** Appends a decision to a loaded workspace's stream. */
export function appendWorkspace(unit: UnitOfWork, id: string, decision: WorkspaceEvent[] | Rejection): WorkspaceState {
  const state = unit.append(workspaceStream, id, decision);
  if (state === null) throw new Error(`workspace ${id} has no state after its command`);
  return state;
}
