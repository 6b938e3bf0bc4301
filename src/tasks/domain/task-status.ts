import { isLater, isTerminal } from './run-status.js';
import type { RunState, TaskState } from './task-state.js';
import type { TaskStatus } from './vocabulary.js';

/** What the derivation of a task's status looks at. */
export type StatusInputs = Pick<
  TaskState,
  'status' | 'approval_policy' | 'approval_state' | 'max_attempts' | 'runs' | 'dependencies'
>;

export function isClosed(status: TaskStatus): boolean {
  return status === 'completed' || status === 'failed' || status === 'canceled';
}

/** The number that the next run would carry; the first is 1 (`runs.md` 2.1). */
export function nextAttempt(runs: readonly RunState[]): number {
  return runs.reduce((highest, run) => Math.max(highest, run.attempt), 0) + 1;
}

export function attemptsExhausted(task: Pick<TaskState, 'runs' | 'max_attempts'>): boolean {
  return nextAttempt(task.runs) > task.max_attempts;
}

/** An approval that is wanted and not given, rejected included, or a dependency that is not completed. */
export function isBlocked(task: StatusInputs): boolean {
  if (task.approval_policy === 'manual' && task.approval_state !== 'approved') return true;
  return task.dependencies.some((dependency) => !dependency.satisfied);
}

/**
 * The task's status from its runs, approval and dependencies: the table of `tasks.md` 4.2, first match wins, with
 * `needs_attention` counting as queued (`runs.md` 1.3, choice).
 */
export function deriveStatus(task: StatusInputs): TaskStatus {
  if (task.status === 'canceled' || task.status === 'draft') return task.status;
  const open = isBlocked(task) ? 'blocked' : 'ready';
  if (task.runs.some((run) => run.status === 'starting' || run.status === 'running')) return 'in_progress';
  if (task.runs.some((run) => !isTerminal(run.status))) return open;
  const latest = latestRun(task.runs);
  if (latest) {
    if (latest.status !== 'failed') return latest.status === 'completed' ? 'completed' : 'canceled';
    return attemptsExhausted(task) ? 'failed' : open;
  }
  if (task.status === 'completed' || task.status === 'failed') return task.status;
  return open;
}

/** The latest of the runs, whatever their status. */
function latestRun(runs: readonly RunState[]): RunState | undefined {
  return runs.reduce<RunState | undefined>(
    (latest, run) => (!latest || isLater(run, latest) ? run : latest),
    undefined,
  );
}
