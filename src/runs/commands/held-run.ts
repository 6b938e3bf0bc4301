import type { Preparation } from '../../ledger/lane/preparation.js';
import type { UnitOfWork } from '../../ledger/lane/unit-of-work.js';
import type { Rejection } from '../../ledger/rejection.js';
import type { RunLookups } from '../../tasks/lookups/run-lookups.js';
import { leaseRejected, type LeaseHolder } from '../../tasks/domain/decide/run-command.js';
import { hasActiveLease } from '../../tasks/domain/run-status.js';
import type { TaskEvent } from '../../tasks/domain/task-events.js';
import { existingTask, findRun, type TaskStream } from '../../tasks/domain/task-state.js';
import { taskStream } from '../../tasks/domain/task-stream.js';
import { changedRun, type RunOfTask } from './run-of-task.js';

/** An agent session's word on a run that it holds. */
export interface HeldRun {
  readonly session_id: string;
  readonly run_id: string;
  /** The lease that the caller means, when it says so. */
  readonly claim_token_hash?: string;
}

/** Loads the run's task and what else the session holds. */
export async function prepareHeldRun(unit: Preparation, lookups: RunLookups, held: HeldRun): Promise<void> {
  const [taskId, active] = await Promise.all([
    unit.get(lookups.taskOfRun, held.run_id),
    unit.get(lookups.activeRunOfSession, held.session_id),
  ]);
  await Promise.all([
    taskId === undefined ? undefined : unit.load(taskStream, taskId),
    active === undefined ? undefined : unit.load(taskStream, active.task_id),
  ]);
}

/**
 * Applies a decision of the lease's holder to the run's task. Whether the run exists at all is never told: an unknown
 * id answers like a foreign or a lost one (`runs.md` 3.6).
 */
export async function decideHeldRun(
  unit: UnitOfWork,
  lookups: RunLookups,
  held: HeldRun,
  decide: (task: TaskStream, holder: LeaseHolder) => TaskEvent[] | Rejection,
): Promise<RunOfTask> {
  const holder: LeaseHolder = { ...held, holds_other_lease: await holdsOtherLease(unit, lookups, held) };
  const taskId = await unit.get(lookups.taskOfRun, held.run_id);
  if (taskId === undefined) {
    throw leaseRejected(holder.holds_other_lease ? 'AUTONOMY_FOREIGN_RUN' : 'AUTONOMY_NO_ACTIVE_LEASE');
  }
  const decision = decide(await unit.load(taskStream, taskId), holder);
  return changedRun(unit.append(taskStream, taskId, decision), held.run_id);
}

async function holdsOtherLease(unit: UnitOfWork, lookups: RunLookups, held: HeldRun): Promise<boolean> {
  const active = await unit.get(lookups.activeRunOfSession, held.session_id);
  if (active === undefined || active.run_id === held.run_id) return false;
  const task = existingTask(await unit.load(taskStream, active.task_id));
  const run = task && findRun(task, active.run_id);
  return run !== undefined && hasActiveLease(run, unit.now);
}
