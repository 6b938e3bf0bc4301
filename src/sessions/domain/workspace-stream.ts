import type { StreamType } from '../../ledger/stream-type.js';
import { evolveWorkspace } from './evolve-workspace.js';
import type { WorkspaceEvent } from './workspace-events.js';
import type { WorkspaceStream } from './workspace-state.js';

/** The workspace as a stream of the ledger: `workspace:<id>`. */
export const workspaceStream: StreamType<WorkspaceStream, WorkspaceEvent> = {
  category: 'workspace',
  stateVersion: 1,
  initial: null,
  evolve: evolveWorkspace,
  events: {
    'workspace.created': { schemaVersion: 1, visibility: 'public', payload: (data) => data },
    'workspace.updated': { schemaVersion: 1, visibility: 'public', payload: (data) => data },
    'workspace.deleted': { schemaVersion: 1, visibility: 'public', payload: (data) => data },
  },
};
