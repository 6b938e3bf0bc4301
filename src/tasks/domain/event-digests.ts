import type { TaskEvent } from './task-events.js';

/** How an event is classed where many are summed up (`runs.md` 6, `tasks.md` 8.3). */
export type Outcome = 'info' | 'success' | 'warning' | 'failure';

/** An event in a few words, without anybody's own. */
export interface EventDigest {
  readonly outcome: Outcome;
  readonly summary: string;
}

/** The digest of each event that people see. */
const DIGESTS = {
  'task.created': { outcome: 'info', summary: 'the task was created' },
  'task.child_created': { outcome: 'info', summary: 'a child task was created' },
  'task.updated': { outcome: 'info', summary: 'the task was changed' },
  'task.published': { outcome: 'info', summary: 'the task was published' },
  'task.approved': { outcome: 'success', summary: 'the task was approved' },
  'task.rejected': { outcome: 'warning', summary: 'the task was rejected' },
  'task.canceled': { outcome: 'warning', summary: 'the task was canceled' },
  'task.dependency_added': { outcome: 'info', summary: 'a dependency was added' },
  'task.dependency_removed': { outcome: 'info', summary: 'a dependency was removed' },
  'task.paused': { outcome: 'warning', summary: 'the task was paused' },
  'task.resumed': { outcome: 'info', summary: 'the task was resumed' },
  'task.execution_profile_updated': { outcome: 'info', summary: 'the execution profile was stored' },
  'task.execution_profile_deleted': { outcome: 'info', summary: 'the execution profile was deleted' },
  'task.run_enqueued': { outcome: 'info', summary: 'the run was queued' },
  'task.run_claimed': { outcome: 'info', summary: 'the run was claimed' },
  'task.run_starting': { outcome: 'info', summary: 'the run is being started' },
  'task.run_session_bound': { outcome: 'info', summary: 'the run was bound to a session' },
  'task.run_started': { outcome: 'success', summary: 'the run was started' },
  'task.run_lease_extended': { outcome: 'info', summary: 'the lease was extended' },
  'task.run_lease_expired': { outcome: 'warning', summary: 'the lease expired, and the run was queued again' },
  'task.run_released': { outcome: 'info', summary: 'the run was released to the queue' },
  'task.run_progress': { outcome: 'info', summary: 'the run reported progress' },
  'task.run_result_rejected': { outcome: 'info', summary: 'a result of the run was refused' },
  'task.run_webhook_delivered': { outcome: 'info', summary: "the run's end was told to its webhook" },
  'task.run_webhook_failed': { outcome: 'info', summary: "the run's webhook could not be reached" },
  'task.schemas_reset': { outcome: 'info', summary: "the web task's schemas are to be made anew" },
  'task.schemas_generated': { outcome: 'info', summary: "the web task's schemas were made" },
  'task.run_completed': { outcome: 'success', summary: 'the run was completed' },
  'task.run_failed': { outcome: 'failure', summary: 'the run failed' },
  'task.run_canceled': { outcome: 'warning', summary: 'the run was canceled' },
  'task.run_force_stopped': { outcome: 'warning', summary: 'the session of the canceled run was stopped' },
  'task.run_rejected': {
    outcome: 'warning',
    summary: 'the run was not started: its channel is that of another workspace',
  },
  'task.run_recovered': { outcome: 'warning', summary: 'the run was taken from a session that is gone' },
  'task.run_operator_forced_fail': { outcome: 'failure', summary: 'the run was failed by force' },
  'task.run_operator_retry': { outcome: 'info', summary: 'the run was queued to retry one that failed' },
  'task.run_recovered_from_attention': {
    outcome: 'info',
    summary: 'the run was queued in place of one that needed attention',
  },
  'task.run_starved': { outcome: 'warning', summary: 'no session could take the run for long' },
  'task.run_needs_attention': { outcome: 'warning', summary: 'the run left the queue and needs attention' },
  'task.run_review_requested': { outcome: 'info', summary: 'a review of the run was asked for' },
  'task.run_review_bound': { outcome: 'info', summary: 'a session has the review of the run' },
  'task.run_review_recorded': { outcome: 'info', summary: 'the verdict on the run was recorded' },
  'task.run_review_approved': { outcome: 'info', summary: 'the review approved the run' },
  'task.run_review_rejected': { outcome: 'info', summary: 'the review rejected the run' },
  'task.run_review_blocked': { outcome: 'info', summary: 'the review of the run is blocked' },
  'task.run_review_error': { outcome: 'info', summary: 'the review of the run met an error' },
  'task.run_review_timeout': { outcome: 'info', summary: 'the review of the run took too long' },
  'task.run_review_invalid_output': { outcome: 'info', summary: 'the review of the run had no usable outcome' },
  'task.run_review_retry_enqueued': { outcome: 'info', summary: 'the run was queued to continue a rejected one' },
} as const satisfies Partial<Record<TaskEvent['type'], EventDigest>>;

const BY_TYPE: ReadonlyMap<string, EventDigest> = new Map(Object.entries(DIGESTS));

/** Undefined for types that people never see, and for those of other streams. */
export function eventDigest(type: string): EventDigest | undefined {
  return BY_TYPE.get(type);
}
