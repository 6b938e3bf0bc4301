import type { StreamType } from '../../ledger/stream-type.js';
import { evolveTask } from './evolve-task.js';
import { reviewPayloads } from './review-payloads.js';
import { runPayloads } from './run-payloads.js';
import type { TaskEvent } from './task-events.js';
import { taskPayloads } from './task-payloads.js';
import type { TaskStream } from './task-state.js';

/** The task with its runs, as a stream of the ledger: `task:<id>`. */
export const taskStream: StreamType<TaskStream, TaskEvent> = {
  category: 'task',
  stateVersion: 3,
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
    'task.execution_profile_updated': {
      schemaVersion: 1,
      visibility: 'public',
      payload: taskPayloads.executionProfileUpdated,
    },
    'task.execution_profile_deleted': {
      schemaVersion: 1,
      visibility: 'public',
      payload: taskPayloads.executionProfileDeleted,
    },
    'task.deleted': { schemaVersion: 1, visibility: 'internal' },
    'task.run_canceled': { schemaVersion: 1, visibility: 'public', payload: runPayloads.canceled },
    'task.run_force_stopped': { schemaVersion: 1, visibility: 'public', payload: runPayloads.forceStopped },
    'task.run_enqueued': { schemaVersion: 1, visibility: 'public', payload: runPayloads.enqueued },
    'task.run_claimed': { schemaVersion: 1, visibility: 'public', payload: runPayloads.claimed },
    'task.run_lease_extended': { schemaVersion: 1, visibility: 'public', payload: runPayloads.leaseExtended },
    'task.run_lease_expired': { schemaVersion: 1, visibility: 'public', payload: runPayloads.leaseExpired },
    'task.run_released': { schemaVersion: 1, visibility: 'public', payload: runPayloads.released },
    'task.run_completed': { schemaVersion: 1, visibility: 'public', payload: runPayloads.completed },
    'task.run_failed': { schemaVersion: 1, visibility: 'public', payload: runPayloads.failed },
    'task.run_starting': { schemaVersion: 1, visibility: 'public', payload: runPayloads.starting },
    'task.run_session_bound': { schemaVersion: 1, visibility: 'public', payload: runPayloads.sessionBound },
    'task.run_started': { schemaVersion: 1, visibility: 'public', payload: runPayloads.started },
    'task.run_rejected': { schemaVersion: 1, visibility: 'public', payload: runPayloads.rejected },
    'task.run_recovered': { schemaVersion: 1, visibility: 'public', payload: runPayloads.recovered },
    'task.run_operator_forced_fail': {
      schemaVersion: 1,
      visibility: 'public',
      payload: runPayloads.operatorForcedFail,
    },
    'task.run_operator_retry': { schemaVersion: 1, visibility: 'public', payload: runPayloads.operatorRetry },
    'task.run_recovered_from_attention': {
      schemaVersion: 1,
      visibility: 'public',
      payload: runPayloads.recoveredFromAttention,
    },
    'task.run_starved': { schemaVersion: 1, visibility: 'public', payload: runPayloads.starved },
    'task.run_needs_attention': { schemaVersion: 1, visibility: 'public', payload: runPayloads.needsAttention },
    'task.run_review_requested': { schemaVersion: 1, visibility: 'public', payload: reviewPayloads.requested },
    'task.run_review_bound': { schemaVersion: 1, visibility: 'public', payload: reviewPayloads.bound },
    'task.run_review_recorded': { schemaVersion: 1, visibility: 'public', payload: reviewPayloads.verdict },
    'task.run_review_approved': { schemaVersion: 1, visibility: 'public', payload: reviewPayloads.verdict },
    'task.run_review_rejected': { schemaVersion: 1, visibility: 'public', payload: reviewPayloads.verdict },
    'task.run_review_blocked': { schemaVersion: 1, visibility: 'public', payload: reviewPayloads.verdict },
    'task.run_review_error': { schemaVersion: 1, visibility: 'public', payload: reviewPayloads.verdict },
    'task.run_review_timeout': { schemaVersion: 1, visibility: 'public', payload: reviewPayloads.verdict },
    'task.run_review_invalid_output': { schemaVersion: 1, visibility: 'public', payload: reviewPayloads.verdict },
    'task.run_review_retry_enqueued': {
      schemaVersion: 1,
      visibility: 'public',
      payload: reviewPayloads.retryEnqueued,
    },
    'task.run_progress': { schemaVersion: 1, visibility: 'public', payload: runPayloads.progress },
  },
};
