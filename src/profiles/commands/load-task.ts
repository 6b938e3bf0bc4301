import type { Preparation } from '../../ledger/lane/preparation.js';
import { Rejection } from '../../ledger/rejection.js';
import { existing } from '../../tasks/domain/decide/enqueue-run.js';
import { type ExpectedSeq, refuseMovedOn } from '../../tasks/domain/expected-seq.js';
import type { TaskState } from '../../tasks/domain/task-state.js';
import { taskStream } from '../../tasks/domain/task-stream.js';

/** The task whose profile is changed. Refused: `task_not_found`, `precondition_failed`. */
export async function requireSeenTask(unit: Preparation, taskId: string, expected?: ExpectedSeq): Promise<TaskState> {
  const task = existing(await unit.load(taskStream, taskId), taskId);
  if (task instanceof Rejection) throw task;
  const refusal = refuseMovedOn(task, expected);
  if (refusal) throw refusal;
  return task;
}
