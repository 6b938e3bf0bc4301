import type { Preparation } from '../../ledger/lane/preparation.js';
import { Rejection } from '../../ledger/rejection.js';
import { existing } from '../domain/decide/enqueue-run.js';
import { type ExpectedSeq, refuseMovedOn } from '../domain/expected-seq.js';
import type { TaskState } from '../domain/task-state.js';
import { taskStream } from '../domain/task-stream.js';

export type { ExpectedSeq } from '../domain/expected-seq.js';

/**
 * The task that a command changes. Refused: `task_not_found`; `precondition_failed` when it has moved on from what the
 * caller has seen of it, before its state is looked at.
 */
export async function requireTask(unit: Preparation, taskId: string, expected?: ExpectedSeq): Promise<TaskState> {
  const task = existing(await unit.load(taskStream, taskId), taskId);
  if (task instanceof Rejection) throw task;
  requireSeq(task, expected);
  return task;
}

/** Refuses with `precondition_failed` a task that has moved on from what the caller has seen of it. */
export function requireSeq(task: TaskState, expected: ExpectedSeq | undefined): void {
  const refusal = refuseMovedOn(task, expected);
  if (refusal) throw refusal;
}
