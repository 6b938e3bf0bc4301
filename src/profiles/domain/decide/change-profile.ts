import { Rejection } from '../../../ledger/rejection.js';
import type { TaskEvent } from '../../../tasks/domain/task-events.js';
import type { TaskState } from '../../../tasks/domain/task-state.js';
import { normaliseProfile } from '../normalise-profile.js';
import type { ProfileAllowance, ProfileDraft } from '../profile-draft.js';

/**
 * `task.execution_profile_updated`, also where nothing changes (`reviews.md` B.2). Refused: `task_has_current_run`, and
 * only then `validation_failed`.
 */
export function setProfile(task: TaskState, draft: ProfileDraft, allowed: ProfileAllowance): TaskEvent[] | Rejection {
  const refusal = refuseWhileWorkedOn(task);
  if (refusal) return refusal;
  const profile = normaliseProfile(draft, allowed);
  if (profile instanceof Rejection) return profile;
  return [{ type: 'task.execution_profile_updated', data: { task_id: task.id, profile } }];
}

/**
 * `task.execution_profile_deleted` (`reviews.md` B.3). Refused: `task_has_current_run`, `execution_profile_not_found`.
 */
export function deleteProfile(task: TaskState): TaskEvent[] | Rejection {
  const refusal = refuseWhileWorkedOn(task);
  if (refusal) return refusal;
  if (!task.execution_profile) {
    return new Rejection('execution_profile_not_found', `task ${task.id} has no execution profile of its own`);
  }
  return [{ type: 'task.execution_profile_deleted', data: { task_id: task.id } }];
}

/** Whoever works on the task was chosen by the profile as it is. */
function refuseWhileWorkedOn({ id, current_run_id }: TaskState): Rejection | undefined {
  if (current_run_id === undefined) return undefined;
  return new Rejection('task_has_current_run', `run ${current_run_id} of task ${id} is being worked on`);
}
