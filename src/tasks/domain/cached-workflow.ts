import type { Json, JsonObject } from '../../ledger/event.js';
import { fits } from './run-metadata.js';
import type { RunState, TaskState } from './task-state.js';

/** One step of a run that went well, without what came of it. */
export interface WorkflowStep {
  readonly description: string;
  readonly actions: readonly { readonly name: string; readonly params: Json }[];
}

/**
 * The run whose steps a new one may follow (`http.md` 14): the newest execution of the task that was completed, was asked
 * for the same, and has steps.
 */
export function workflowSource(task: TaskState, requestHash: string): RunState | undefined {
  return task.runs.findLast(
    (run) =>
      run.status === 'completed' &&
      run.purpose === undefined &&
      run.request_hash === requestHash &&
      run.has_steps === true,
  );
}

/**
 * A run's metadata with the workflow of its source beside the request: with the steps where they fit, else as a
 * reference. `steps` undefined: they are known not to fit.
 */
export function withWorkflow(
  metadata: JsonObject,
  sourceRunId: string,
  steps: readonly WorkflowStep[] | undefined,
): JsonObject {
  const reference = { ...metadata, cached_workflow: { source_run_id: sourceRunId } };
  if (steps === undefined) return reference;
  const plain = steps.map(({ description, actions }) => ({
    description,
    actions: actions.map(({ name, params }) => ({ name, params })),
  }));
  const whole = { ...metadata, cached_workflow: { source_run_id: sourceRunId, steps: plain } };
  return fits(whole) ? whole : reference;
}
