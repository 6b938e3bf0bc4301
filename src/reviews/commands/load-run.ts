import type { Preparation } from '../../ledger/lane/preparation.js';
import { existingTask, findRun, type RunState, type TaskState } from '../../tasks/domain/task-state.js';
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
