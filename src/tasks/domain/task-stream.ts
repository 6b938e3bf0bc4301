import type { StreamType } from '../../ledger/stream-type.js';
import { evolveTask } from './evolve-task.js';
import type { TaskEvent } from './task-events.js';
import { taskPayloads } from './task-payloads.js';
import type { TaskStream } from './task-state.js';

/** The task with its runs, as a stream of the ledger: `task:<id>`. */
export const taskStream: StreamType<TaskStream, TaskEvent> = {
  category: 'task',
  stateVersion: 1,
  initial: null,
  evolve: evolveTask,
  events: {
    'task.created': { schemaVersion: 1, visibility: 'public', payload: taskPayloads.created },
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
