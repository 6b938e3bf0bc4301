import type { Actor, Json } from '../../../ledger/event.js';
import { Rejection } from '../../../ledger/rejection.js';
import { callContinuedFrom, callOf } from '../calls-of-runs.js';
import type { RunCall } from '../run-call.js';
import { allows } from '../run-operations.js';
import type { TaskEvent } from '../task-events.js';
import { findRun, type RunState, type TaskState } from '../task-state.js';
import { type ForceDiagnostic, forceRejected, inspectRun } from './force-refusal.js';
import { newRun, type NewRunFacts } from './new-run.js';

/** A new run in place of one that failed (`runs.md` 3.18). */
export interface RetryRun {
  readonly by: Actor;
  /** The new run's; that of the source is not copied. */
  readonly metadata?: Json;
}

/** A new run in place of one that needs attention, which is given up (`runs.md` 3.19). */
export interface RecoverRun extends RetryRun {
  /** Becomes the error of the source. */
  readonly reason?: string;
}

/** Runs that a chain of retries may have before the one that is retried (`runs.md` 0.2). */
export const MAX_LINEAGE = 10;

/**
 * `task.run_operator_retry`. Refused in this order: `task_run_still_active`, `retry_chain_too_deep`, `retry_exists`, then
 * as every new run.
 */
export function retryRun(
  task: TaskState,
  source: RunState,
  { by, metadata }: RetryRun,
  facts: NewRunFacts,
): TaskEvent[] | Rejection {
  if (!allows('retry', source.status)) return forceRejected(NOT_FAILED, source);
  const run = refuseSuccessor(task, source) ?? newRun(task, words(source, metadata, callOf(source)), facts);
  if (run instanceof Rejection) return run;
  const data = { ...run, previous_run_id: source.id, source_run_id: source.id, by };
  return [{ type: 'task.run_operator_retry', data }];
}

/**
 * `task.run_recovered_from_attention`, one event for both runs: the source fails, the new one is queued. Refused in this
 * order: `task_run_not_recoverable`, `retry_chain_too_deep`, `retry_exists`, then as every new run; the source then stays.
 */
export function recoverRun(
  task: TaskState,
  source: RunState,
  { by, reason, metadata }: RecoverRun,
  facts: NewRunFacts,
): TaskEvent[] | Rejection {
  if (!allows('recover', source.status)) return forceRejected(NOT_RECOVERABLE, source);
  const runs = task.runs.map((run) => (run.id === source.id ? { ...run, status: 'failed' as const } : run));
  const run =
    refuseSuccessor(task, source) ??
    newRun({ ...task, runs }, words(source, metadata, callContinuedFrom(source)), facts);
  if (run instanceof Rejection) return run;
  const data = { ...run, previous_run_id: source.id, source_run_id: source.id, by };
  return [{ type: 'task.run_recovered_from_attention', data: reason === undefined ? data : { ...data, reason } }];
}

/** The new run is on the channel of the one before it. */
function words({ network_channel }: RunState, metadata: Json | undefined, call: RunCall) {
  return { network_channel, metadata, call };
}

/** A run has one successor, and a chain of them has an end. */
function refuseSuccessor(task: TaskState, source: RunState): Rejection | undefined {
  const depth = lineageOf(task, source);
  if (depth >= MAX_LINEAGE) return tooDeep(task, source, depth);
  const child = task.runs.find((run) => run.previous_run_id === source.id);
  if (!child) return undefined;
  return new Rejection('retry_exists', `run ${source.id} was retried already, by run ${child.id}`);
}

/** How many runs stand before this one, each the successor of the one before. */
function lineageOf(task: TaskState, run: RunState): number {
  let depth = 0;
  let before = run.previous_run_id;
  while (before !== undefined) {
    depth += 1;
    before = findRun(task, before)?.previous_run_id;
  }
  return depth;
}

function tooDeep(task: TaskState, source: RunState, depth: number): Rejection {
  const message = `run ${source.id} has ${depth} runs before it, which is as long as a chain of retries may be`;
  return new Rejection('retry_chain_too_deep', message, {
    diagnostic: {
      code: 'retry_chain_too_deep',
      severity: 'error',
      title: 'Retry chain is too deep',
      message,
      suggested_command: `GET /api/tasks/${task.id}/inspect`,
      evidence: { run_id: source.id, task_id: task.id, depth },
    },
  });
}

const NOT_FAILED: ForceDiagnostic = {
  code: 'task_run_still_active',
  severity: 'error',
  title: 'Task run cannot be retried',
  words: 'only a failed run can be retried',
  next: inspectRun,
};

const NOT_RECOVERABLE: ForceDiagnostic = {
  code: 'task_run_not_recoverable',
  severity: 'error',
  title: 'Task run cannot be recovered',
  words: 'only a run that needs attention can be recovered',
  next: (run) => (run.status === 'failed' ? `POST /api/runs/${run.id}/retry` : inspectRun(run)),
};
