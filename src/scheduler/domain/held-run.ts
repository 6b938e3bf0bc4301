import { isOpenToClaims } from '../../tasks/domain/claimability.js';
import { effectivePause, existingTask, type TaskStream } from '../../tasks/domain/task-state.js';
import { PRIORITY_WEIGHTS } from '../../tasks/domain/vocabulary.js';

/** A queued run that claim-next may hand out to nobody now: its task is paused, blocked, or owned by no agent. */
export interface HeldRun {
  readonly run_id: string;
  readonly task_id: string;
  readonly workspace_id?: string;
  /** Whether its task or one above it is paused, whatever else holds it back. */
  readonly paused: boolean;
  readonly weight: number;
  readonly queued_at: string;
}

/** Every queued run is either this or a `ClaimableRun`. */
export function heldRun(stream: TaskStream): HeldRun | undefined {
  const task = existingTask(stream);
  const run = task?.runs.find((one) => one.status === 'queued');
  if (!task || !run || isOpenToClaims(task)) return undefined;
  return {
    run_id: run.id,
    task_id: task.id,
    ...(task.workspace_id === undefined ? {} : { workspace_id: task.workspace_id }),
    paused: effectivePause(task) !== undefined,
    weight: PRIORITY_WEIGHTS[task.priority],
    queued_at: run.queued_at,
  };
}
