/** The runs of a web task as its front shows them: the latest schema run, and the latest of the task's own (`http.md` 12). */
import type { Actor } from '../../ledger/event.js';
import { MAX_RESULT_REJECTIONS } from './decide/check-result.js';
import { isLater } from './run-status.js';
import type { RunState, TaskState } from './task-state.js';
import type { FailureCategory } from './vocabulary.js';

export type WebTaskRunKind = 'schema' | 'execution';

/** A lease that has run out so often has run out repeatedly. */
const REPEATEDLY = 2;

export function latestRun(task: Pick<TaskState, 'runs'>, kind: WebTaskRunKind): RunState | undefined {
  let latest: RunState | undefined;
  for (const run of task.runs) {
    if ((run.purpose === undefined) !== (kind === 'execution')) continue;
    if (!latest || isLater(run, latest)) latest = run;
  }
  return latest;
}

/**
 * Why a run has ended without success; undefined for others. It timed out when the service gave it up, or when a person
 * failed what had lost its worker repeatedly; a worker that fails it itself is an `agent_error`, whatever was before.
 * @param by who caused the event with which it failed.
 */
export function failureOf(run: RunState, by: Actor | undefined): FailureCategory | undefined {
  if (run.status === 'canceled') return 'canceled';
  if (run.status !== 'failed') return undefined;
  if (run.failure_kind === 'operator_forced') return 'operator';
  if ((run.result_rejections ?? 0) >= MAX_RESULT_REJECTIONS) return 'invalid_schema';
  if (by?.kind === 'daemon') return 'timeout';
  const lost = (run.lease_expiries ?? 0) >= REPEATEDLY;
  return lost && by?.kind === 'human' ? 'timeout' : 'agent_error';
}
