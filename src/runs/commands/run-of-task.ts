import type { Preparation } from '../../ledger/lane/preparation.js';
import { Rejection } from '../../ledger/rejection.js';
import {
  existingTask,
  findRun,
  type RunState,
  type TaskState,
  type TaskStream,
} from '../../tasks/domain/task-state.js';
import { taskStream } from '../../tasks/domain/task-stream.js';
import type { RunLookups } from '../../tasks/lookups/run-lookups.js';

/** A run with its task. */
export interface RunOfTask {
  readonly task: TaskState;
  readonly run: RunState;
}

/** The run of this id as it is now, undefined where there is none. */
export async function loadRun(unit: Preparation, lookups: RunLookups, runId: string): Promise<RunOfTask | undefined> {
  const taskId = await unit.get(lookups.taskOfRun, runId);
  const task = taskId === undefined ? undefined : existingTask(await unit.load(taskStream, taskId));
  const run = task && findRun(task, runId);
  return task && run && { task, run };
}

/** The run that a command is about. Refused: `run_not_found`. */
export async function requireRun(unit: Preparation, lookups: RunLookups, runId: string): Promise<RunOfTask> {
  const found = await loadRun(unit, lookups, runId);
  if (!found) throw new Rejection('run_not_found', `run ${runId} does not exist`);
  return found;
}

/** A run after events of its task were appended. */
export function changedRun(stream: TaskStream, runId: string): RunOfTask {
  const task = existingTask(stream);
  const run = task && findRun(task, runId);
  if (!task || !run) throw new Error(`run ${runId} is missing from its task`);
  return { task, run };
}
