/** What a web task is ready for (`http.md` 12). */
import type { RunStatus, TaskStatus, WebTaskState } from './vocabulary.js';

/** All that a web task's state follows from. */
export interface WebTaskFacts {
  readonly task: TaskStatus;
  readonly approval_pending: boolean;
  /** Whether input and output schema are both there. */
  readonly has_schemas: boolean;
  /** How far the latest schema run is; absent where there never was one. */
  readonly schema_run?: RunStatus;
  /** Whether every required secret slot has a binding. */
  readonly bound: boolean;
}

/** What has failed: the task itself, its schema run, or the task's own run while there are no schemas. */
export type WebTaskFailure = 'canceled_task' | 'schema_run' | 'failed_task';

const AT_WORK: ReadonlySet<RunStatus> = new Set(['queued', 'claimed', 'starting', 'running']);

export function webTaskFailure(facts: WebTaskFacts): WebTaskFailure | undefined {
  if (facts.task === 'canceled') return 'canceled_task';
  if (facts.schema_run === 'failed' || facts.schema_run === 'canceled') return 'schema_run';
  return facts.task === 'failed' && !facts.has_schemas ? 'failed_task' : undefined;
}

/**
 * The table of `http.md` 12, first match. Its line of a paused task with an open schema run never is the first: such a
 * run is at work, or needs attention.
 */
export function webTaskState(facts: WebTaskFacts): WebTaskState {
  const { task, schema_run, approval_pending, has_schemas, bound } = facts;
  if (webTaskFailure(facts) !== undefined) return 'failed';
  if (schema_run !== undefined && AT_WORK.has(schema_run)) return 'not_ready';
  if (schema_run === 'needs_attention' || task === 'draft' || approval_pending || !bound) {
    return 'waiting_for_manual_completion';
  }
  return has_schemas ? 'ready' : 'not_ready';
}
