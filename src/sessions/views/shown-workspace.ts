import type { WorkspaceState } from '../domain/workspace-state.js';
import type { WorkspaceRow } from './workspace-view.js';

/** A workspace as callers see it (`registries.md` 1). */
export interface ShownWorkspace {
  readonly id: string;
  readonly name: string;
  readonly path?: string;
  readonly created_at: string;
  readonly updated_at: string;
}

export function showWorkspace(workspace: WorkspaceState | WorkspaceRow): ShownWorkspace {
  const { id, name, path, created_at, updated_at } = workspace;
  return { id, name, path: path ?? undefined, created_at, updated_at };
}
