import type { Json } from '../../../ledger/event.js';
import type { GeneratedSchemas } from '../generated-schemas.js';
import type { TaskEvent } from '../task-events.js';
import type { RunState, TaskState } from '../task-state.js';
import { statusWith } from './run-command.js';

/** What a check of a result found; it is made before the command, since it may take long. */
export interface ResultVerdict {
  /** Places in the result and what is wrong there, never a value; none when the result will do. */
  readonly errors: readonly string[];
  /** Of a schema run whose result will do. */
  readonly schemas?: GeneratedSchemas;
}

/** A completion came without the verdict that its run asks for: a check takes too long to be made while one decides. */
export class ResultUnchecked extends Error {
  override readonly name = 'ResultUnchecked';

  constructor(
    readonly task: TaskState,
    readonly run: RunState,
  ) {
    super(`the result of run ${run.id} was not checked`);
  }
}

/** A run whose result was refused so often is failed. */
export const MAX_RESULT_REJECTIONS = 3;
const UNSATISFIED = 'result does not satisfy json_schema';

/** A completion by whoever has the run, already allowed to. */
export interface Completion {
  readonly result?: Json;
  readonly claim_token_hash?: string;
  /** Must be there for a run with a `result_check`. */
  readonly verdict?: ResultVerdict;
}

/**
 * `task.run_completed`, and what came of a schema run; or `task.run_result_rejected`, which leaves run and lease as they
 * are, and with the third one `task.run_failed` (`http.md` 11.6).
 * @throws ResultUnchecked
 */
export function completed(task: TaskState, run: RunState, completion: Completion): TaskEvent[] {
  const { result, claim_token_hash, verdict } = completion;
  if (run.result_check !== undefined && !verdict) throw new ResultUnchecked(task, run);
  const lease = claim_token_hash === undefined ? {} : { claim_token_hash };
  if (run.result_check !== undefined && verdict && verdict.errors.length > 0) {
    return rejected(task, run, verdict.errors, lease);
  }
  const done: TaskEvent = {
    type: 'task.run_completed',
    data: {
      run_id: run.id,
      task_status: statusWith(task, { ...run, status: 'completed' }),
      ...(result === undefined ? {} : { result }),
      ...lease,
    },
  };
  if (run.result_check !== 'schema_generation' || !verdict?.schemas) return [done];
  return [done, { type: 'task.schemas_generated', data: { generated_by: run.id, ...verdict.schemas } }];
}

function rejected(
  task: TaskState,
  run: RunState,
  errors: readonly string[],
  lease: Pick<Completion, 'claim_token_hash'>,
): TaskEvent[] {
  const rejection_count = (run.result_rejections ?? 0) + 1;
  const rejection: TaskEvent = {
    type: 'task.run_result_rejected',
    data: { run_id: run.id, errors, rejection_count },
  };
  if (rejection_count < MAX_RESULT_REJECTIONS) return [rejection];
  const task_status = statusWith(task, { ...run, status: 'failed' });
  return [rejection, { type: 'task.run_failed', data: { run_id: run.id, task_status, error: UNSATISFIED, ...lease } }];
}
