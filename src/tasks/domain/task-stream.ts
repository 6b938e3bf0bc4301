import type { StreamType } from '../../ledger/stream-type.js';
import { evolveTask } from './evolve-task.js';
import type { TaskEvent } from './task-events.js';
import { taskPayloads } from './task-payloads.js';
import type { TaskStream } from './task-state.js';

/** The task with its runs, as a stream of the ledger: `task:<id>`. */
export const taskStream: StreamType<TaskStream, TaskEvent> = {
  category: 'task',
  stateVersion: 2,
  initial: null,
  evolve: evolveTask,
  events: {
    'task.created': { schemaVersion: 1, visibility: 'public', payload: taskPayloads.created },
    'task.child_created': { schemaVersion: 1, visibility: 'public', payload: taskPayloads.childCreated },
    'task.child_removed': { schemaVersion: 1, visibility: 'internal' },
    'task.updated': { schemaVersion: 1, visibility: 'public', payload: taskPayloads.updated },
    'task.published': { schemaVersion: 1, visibility: 'public', payload: taskPayloads.published },
    'task.approved': { schemaVersion: 1, visibility: 'public', payload: taskPayloads.approved },
    'task.rejected': { schemaVersion: 1, visibility: 'public', payload: taskPayloads.rejected },
    'task.canceled': { schemaVersion: 1, visibility: 'public', payload: taskPayloads.canceled },
    'task.dependency_added': { schemaVersion: 1, visibility: 'public', payload: taskPayloads.dependencyAdded },
    'task.dependency_removed': { schemaVersion: 1, visibility: 'public', payload: taskPayloads.dependencyRemoved },
    'task.dependency_changed': { schemaVersion: 1, visibility: 'internal' },
    'task.dependency_dropped': { schemaVersion: 1, visibility: 'internal' },
    'task.paused': { schemaVersion: 1, visibility: 'public', payload: taskPayloads.paused },
    'task.resumed': { schemaVersion: 1, visibility: 'public', payload: taskPayloads.resumed },
    'task.pause_inherited': { schemaVersion: 1, visibility: 'internal' },
    'task.deleted': { schemaVersion: 1, visibility: 'internal' },
    'task.run_canceled': { schemaVersion: 1, visibility: 'public', payload: taskPayloads.runCanceled },
    'task.run_force_stopped': { schemaVersion: 1, visibility: 'public', payload: taskPayloads.runForceStopped },
    'task.run_enqueued': { schemaVersion: 1, visibility: 'public', payload: taskPayloads.runEnqueued },
    'task.run_claimed': { schemaVersion: 1, visibility: 'public', payload: taskPayloads.runClaimed },
    'task.run_lease_extended': { schemaVersion: 1, visibility: 'public', payload: taskPayloads.runLeaseExtended },
    'task.run_lease_expired': { schemaVersion: 1, visibility: 'public', payload: taskPayloads.runLeaseExpired },
    'task.run_released': { schemaVersion: 1, visibility: 'public', payload: taskPayloads.runReleased },
    'task.run_completed': { schemaVersion: 1, visibility: 'public', payload: taskPayloads.runCompleted },
    'task.run_failed': { schemaVersion: 1, visibility: 'public', payload: taskPayloads.runFailed },
    'task.run_progress': { schemaVersion: 1, visibility: 'public', payload: taskPayloads.runProgress },
  },
};
