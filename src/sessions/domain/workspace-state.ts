/** A workspace (`registries.md` 1). */
export interface WorkspaceState {
  readonly id: string;
  /** Unique without regard to case. */
  readonly name: string;
  /** An absolute path, kept as text and never opened. */
  readonly path?: string;
  readonly created_at: string;
  readonly updated_at: string;
  /** Set once the workspace is gone: its id is never free again (architecture.md 12, decision 14). */
  readonly deleted_at?: string;
}

/** The state of a workspace's stream: null before its creation. */
export type WorkspaceStream = WorkspaceState | null;

/** A workspace that is there: created and not deleted. */
export function existingWorkspace(workspace: WorkspaceStream): WorkspaceState | undefined {
  return workspace === null || workspace.deleted_at !== undefined ? undefined : workspace;
}

/**
 * What names are compared by: one text for all spellings that differ in case only. Upper case first, because some
 * letters meet only there.
 */
export function workspaceNameKey(name: string): string {
  return name.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
}
