import type { Preparation } from '../../ledger/lane/preparation.js';
import { Rejection } from '../../ledger/rejection.js';
import { existing } from '../domain/decide/enqueue-run.js';
import type { TaskState } from '../domain/task-state.js';
import { taskStream } from '../domain/task-stream.js';

/** The `latest_event_seq` values of a task that its caller is prepared for (`If-Match`); `*` is any. */
export type ExpectedSeq = '*' | readonly number[];

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
  const seq = task.latest_event_seq;
  if (expected === undefined || expected === '*' || expected.includes(seq)) return;
  throw new Rejection('precondition_failed', `the latest_event_seq of task ${task.id} is ${seq}`);
}
