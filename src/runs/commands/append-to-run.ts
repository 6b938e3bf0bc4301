import type { UnitOfWork } from '../../ledger/lane/unit-of-work.js';
import type { Rejection } from '../../ledger/rejection.js';
import type { TaskEvent } from '../../tasks/domain/task-events.js';
import { taskStream } from '../../tasks/domain/task-stream.js';
import { changedRun, type RunOfTask } from './run-of-task.js';

/** Appends what was decided about a run and answers the run as it is then; a refusal is thrown. */
export function appendToRun(
  unit: UnitOfWork,
  { task, run }: RunOfTask,
  decision: readonly TaskEvent[] | Rejection,
): RunOfTask {
  return changedRun(unit.append(taskStream, task.id, decision), run.id);
}
