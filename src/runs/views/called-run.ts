/**
 * A run as whoever called for it at a compatibility front is answered (`http.md` 11.5), and the objects that the numbered and
 * the task run front answer with and webhooks send, byte for byte (`http.md` 14, 15). Read by `called-run-reader`.
 */
import type { Json } from '../../ledger/event.js';
import type { ProgressAction } from '../../tasks/domain/run-events.js';
import { isTerminal } from '../../tasks/domain/run-status.js';
import type { RunState, TaskState } from '../../tasks/domain/task-state.js';
import type { RunStatus } from '../../tasks/domain/vocabulary.js';
import type { Step } from './run-steps.js';

export interface CalledRun {
  /** The run that the caller knows. */
  readonly id: string;
  readonly number: number;
  readonly task: { readonly id: string; readonly number: number };
  /** The run whose outcome counts: itself, or the one that goes on in its place. */
  readonly outcome_id: string;
  readonly status: RunStatus;
  /** Rendered as the call asked for it; null unless the run is completed with one. */
  readonly result: Json;
  readonly error?: string;
  readonly steps: readonly Step[];
}

/** A run that was made just now, for which nothing has to be read. */
export function newlyCalledRun(task: Pick<TaskState, 'id' | 'number'>, run: RunState): CalledRun {
  const { id, number, status } = run;
  return { id, number, task: { id: task.id, number: task.number }, outcome_id: id, status, result: null, steps: [] };
}

/** A run that went with its task: nothing of it is left but that it will not succeed. */
export function goneRun({ id, number, task }: CalledRun): CalledRun {
  return { id, number, task, outcome_id: id, status: 'canceled', result: null, steps: [] };
}

export function hasEnded({ status }: CalledRun): boolean {
  return isTerminal(status);
}

export interface ShownStep {
  readonly description: string;
  readonly actions: readonly ProgressAction[];
}

/** What both fronts say of how a run stands. */
interface Standing {
  readonly result: Json;
  readonly is_done: boolean;
  readonly is_successful: boolean | null;
}

export interface NumberedRunObject extends Standing {
  readonly task_id: number;
  readonly task_run_id: number;
  readonly history: readonly ShownStep[] | null;
  readonly status: 'success' | 'failure' | 'in_progress';
}

export interface TaskRunObject extends Standing {
  readonly id: string;
  readonly task_id: string;
  readonly status: 'success' | 'failure' | 'pending';
}

/**
 * The object of the numbered run front.
 * @param waited whether the caller waited for it: then a run without steps has an empty history, and not none
 */
export function presentNumberedRun(run: CalledRun, waited = hasEnded(run)): NumberedRunObject {
  const history = historyOf(run);
  const { result, is_done, is_successful } = standing(run);
  return {
    task_id: run.task.number,
    task_run_id: run.number,
    history: history.length === 0 && !waited && !is_done ? null : history,
    ...{ result, is_done, is_successful },
    status: word(run) ?? 'in_progress',
  };
}

/** The object of the task run front. */
export function presentTaskRun(run: CalledRun): TaskRunObject {
  return { id: run.id, task_id: run.task.id, status: word(run) ?? 'pending', ...standing(run) };
}

function standing(run: CalledRun): Standing {
  const is_done = hasEnded(run);
  return { result: run.result, is_done, is_successful: is_done ? run.status === 'completed' : null };
}

function word(run: CalledRun): 'success' | 'failure' | undefined {
  if (!hasEnded(run)) return undefined;
  return run.status === 'completed' ? 'success' : 'failure';
}

/** What the worker told; after it, when the run failed, an item that says why. */
function historyOf({ steps, error }: CalledRun): ShownStep[] {
  const told = steps.map(({ description, actions }) => ({ description, actions }));
  return error === undefined ? told : [...told, failure(error)];
}

function failure(error: string): ShownStep {
  const action = { name: 'fail', params: {}, is_done: true, success: false, extracted_content: null, error };
  return { description: 'The run failed', actions: [{ ...action, include_in_memory: false }] };
}
