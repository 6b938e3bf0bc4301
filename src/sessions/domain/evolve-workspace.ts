import type { Recorded } from '../../ledger/stream-type.js';
import type { WorkspaceEvent, WorkspaceUpdated } from './workspace-events.js';
import type { WorkspaceState, WorkspaceStream } from './workspace-state.js';

/** Folds one event into a workspace (pure, total). An event that cannot follow on the state is a corrupt stream. */
export function evolveWorkspace(workspace: WorkspaceStream, event: Recorded<WorkspaceEvent>): WorkspaceState {
  const { recordedAt } = event;
  if (event.type === 'workspace.created') return { ...event.data, created_at: recordedAt, updated_at: recordedAt };
  if (workspace === null) throw new Error(`${event.type} on a workspace that was never created`);
  if (event.type === 'workspace.deleted') return { ...workspace, updated_at: recordedAt, deleted_at: recordedAt };
  return { ...changed(workspace, event.data), updated_at: recordedAt };
}

function changed(workspace: WorkspaceState, { name, path }: WorkspaceUpdated): WorkspaceState {
  const { path: before, ...kept } = workspace;
  const after = path === undefined ? before : (path ?? undefined);
  return { ...kept, ...(name === undefined ? {} : { name }), ...(after === undefined ? {} : { path: after }) };
}
