import { Rejection } from '../../../ledger/rejection.js';
import type { SessionState } from '../../../sessions/domain/session-state.js';
import type { TaskEvent } from '../task-events.js';
import type { RunState, TaskState } from '../task-state.js';
import { refuseUnlessAllowed, statusWith } from './run-command.js';

export interface AttachFacts {
  /** The session, where there is one that the caller may know of. */
  readonly session: Pick<SessionState, 'state' | 'workspace_id'> | undefined;
  /** Whether it has a run that is claimed, starting or running. */
  readonly has_run: boolean;
}

/**
 * `task.run_session_bound`: the session has the run, which is starting from here on (`runs.md` 3.12). Refused, in this
 * order: `run_already_bound`, `invalid_status_transition`, `session_already_bound`, `session_not_found`,
 * `session_not_live`, `session_in_other_workspace`.
 */
export function attachSession(
  task: TaskState,
  run: RunState,
  command: { readonly session_id: string },
  facts: AttachFacts,
): TaskEvent[] | Rejection {
  const { session_id } = command;
  const refusal = refuseBound(run) ?? refuseUnlessAllowed('attach_session', run) ?? refuseSession(task, command, facts);
  if (refusal) return refusal;
  const task_status = statusWith(task, { ...run, status: 'starting' });
  return [{ type: 'task.run_session_bound', data: { run_id: run.id, task_status, session_id } }];
}

function refuseBound(run: RunState): Rejection | undefined {
  if (run.session_id === undefined) return undefined;
  return new Rejection('run_already_bound', `run ${run.id} has a session already`);
}

function refuseSession(
  task: TaskState,
  { session_id }: { readonly session_id: string },
  { session, has_run }: AttachFacts,
): Rejection | undefined {
  const named = `agent session ${session_id}`;
  if (has_run) return new Rejection('session_already_bound', `${named} has a run already`);
  if (!session) return new Rejection('session_not_found', `${named} not found`);
  if (session.state === 'stopped') return new Rejection('session_not_live', `${named} has stopped`);
  if (task.scope === 'global' || session.workspace_id === task.workspace_id) return undefined;
  return new Rejection('session_in_other_workspace', `${named} does not belong to the workspace of task ${task.id}`);
}
