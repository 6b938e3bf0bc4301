import { Rejection } from '../../ledger/rejection.js';
import type { TaskState } from './task-state.js';

/** The `latest_event_seq` values of a task that its caller is prepared for (`If-Match`); `*` is any. */
export type ExpectedSeq = '*' | readonly number[];

/** Refuses with `precondition_failed` a task that has moved on from what the caller has seen of it. */
export function refuseMovedOn(task: TaskState, expected: ExpectedSeq | undefined): Rejection | undefined {
  const seq = task.latest_event_seq;
  if (expected === undefined || expected === '*' || expected.includes(seq)) return undefined;
  return new Rejection('precondition_failed', `the latest_event_seq of task ${task.id} is ${seq}`);
}
