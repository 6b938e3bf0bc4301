import type { RunStatus } from '../../tasks/domain/vocabulary.js';
import type { TaskState } from '../../tasks/domain/task-state.js';

export type BlockingReason = 'awaiting_approval' | 'approval_rejected' | 'latest_run_failed' | 'awaiting_dependencies';

/** What a task waits for, whatever lane it is in: the first that holds (`views.md` 2.3). */
export function blockingReason(
  { status, approval_policy, approval_state }: Pick<TaskState, 'status' | 'approval_policy' | 'approval_state'>,
  latestRun: RunStatus | undefined,
): BlockingReason | undefined {
  if (approval_policy === 'manual' && approval_state === 'pending') return 'awaiting_approval';
  if (approval_policy === 'manual' && approval_state === 'rejected') return 'approval_rejected';
  if (latestRun === 'failed') return 'latest_run_failed';
  return status === 'blocked' ? 'awaiting_dependencies' : undefined;
}
