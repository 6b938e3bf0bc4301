import type { Json } from '../../../ledger/event.js';
import { Rejection } from '../../../ledger/rejection.js';
import type { TaskEvent } from '../task-events.js';
import type { RunState, TaskState } from '../task-state.js';
import { completed, type Completion } from './check-result.js';
import { refuseUnlessAllowed, statusWith } from './run-command.js';

/** `task.run_completed` by an operator (`runs.md` 3.13), or the refusal of its result (`http.md` 11.6). Refused: `run_leased`, `invalid_status_transition`. */
export function completeRun(
  task: TaskState,
  run: RunState,
  { result, verdict }: Pick<Completion, 'result' | 'verdict'>,
): TaskEvent[] | Rejection {
  const refusal = refuseLeased(run, 'complete') ?? refuseUnlessAllowed('complete', run);
  return refusal ?? completed(task, run, { result, verdict });
}

/**
 * `task.run_failed` by an operator, the metadata in the event alone (`runs.md` 3.14). Refused: `run_leased`,
 * `invalid_status_transition`.
 */
export function failRun(
  task: TaskState,
  run: RunState,
  command: { readonly error: string; readonly metadata?: Json },
): TaskEvent[] | Rejection {
  const refusal = refuseLeased(run, 'fail') ?? refuseUnlessAllowed('fail', run);
  if (refusal) return refusal;
  const { error, metadata } = command;
  const task_status = statusWith(task, { ...run, status: 'failed' });
  const data = { run_id: run.id, task_status, error, ...(metadata === undefined ? {} : { metadata }) };
  return [{ type: 'task.run_failed', data }];
}

/** A run keeps the hash of its lease to its end and beyond: its holder's word alone counts. */
function refuseLeased(run: RunState, verb: 'complete' | 'fail'): Rejection | undefined {
  if (run.claim_token_hash === undefined) return undefined;
  return new Rejection('run_leased', `run ${run.id} was claimed under a lease, and only its holder may ${verb} it`);
}
