import type { InlineView, RowSink, StreamChange } from '../../ledger/lane/inline-view.js';
import { table } from '../../ledger/lane/table.js';
import type { WorkspaceEvent } from '../domain/workspace-events.js';
import {
  existingWorkspace,
  workspaceNameKey,
  type WorkspaceState,
  type WorkspaceStream,
} from '../domain/workspace-state.js';

/** A row of `workspaces`: those that are there. */
export interface WorkspaceRow {
  readonly id: string;
  readonly name: string;
  /** What names are compared and sorted by. */
  readonly name_key: string;
  readonly path: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

const WORKSPACES = table<WorkspaceRow>({
  name: 'workspaces',
  key: ['id'],
  columns: ['id', 'name', 'name_key', 'path', 'created_at', 'updated_at'],
});

/** The workspace view: one row a workspace, until it is deleted. */
export const workspaceView: InlineView<WorkspaceStream, WorkspaceEvent> = {
  name: 'workspace',
  version: 1,
  category: 'workspace',
  tables: [WORKSPACES],

  project({ id, after }: StreamChange<WorkspaceStream, WorkspaceEvent>, rows: RowSink): void {
    const workspace = existingWorkspace(after);
    if (workspace) rows.put(WORKSPACES, workspaceRow(workspace));
    else rows.remove(WORKSPACES, { id });
  },
};

function workspaceRow(workspace: WorkspaceState): WorkspaceRow {
  return {
    id: workspace.id,
    name: workspace.name,
    name_key: workspaceNameKey(workspace.name),
    path: workspace.path ?? null,
    created_at: workspace.created_at,
    updated_at: workspace.updated_at,
  };
}
