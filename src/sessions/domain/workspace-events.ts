/** The stored events of a workspace's stream. They belong to no task and show in no task's timeline. */
export interface WorkspaceCreated {
  readonly id: string;
  readonly name: string;
  readonly path?: string;
}

/** What changed; a path that is null was taken away. */
export interface WorkspaceUpdated {
  readonly id: string;
  readonly name?: string;
  readonly path?: string | null;
}

export interface WorkspaceDeleted {
  readonly id: string;
}

export type WorkspaceEvent =
  | { readonly type: 'workspace.created'; readonly data: WorkspaceCreated }
  | { readonly type: 'workspace.updated'; readonly data: WorkspaceUpdated }
  | { readonly type: 'workspace.deleted'; readonly data: WorkspaceDeleted };
