import type { Actor } from '../../../ledger/event.js';
import { Rejection } from '../../../ledger/rejection.js';
import { hasActiveLease } from '../run-status.js';
import type { TaskEvent } from '../task-events.js';
import type { RunState, TaskState } from '../task-state.js';
import { leaseRejected, refuseUnlessAllowed, statusWith } from './run-command.js';

/**
 * The beginning of a start (`runs.md` 3.11): `task.run_starting` alone for a claimed run that has no session yet, which
 * is then to be made; all steps for a run that has one. A run under a lease is started by its holder alone, on the
 * holder's session, and keeps its lease. Refused: `invalid_status_transition`, `run_leased`, `AUTONOMY_LEASE_EXPIRED`.
 */
export function startRun(
  task: TaskState,
  run: RunState,
  by: Actor,
  facts: { readonly now: string },
): TaskEvent[] | Rejection {
  const refusal = refuseUnlessAllowed('start', run) ?? refuseUnlessHolder(run, by, facts);
  if (refusal) return refusal;
  const { session_id } = run;
  if (run.status === 'claimed') {
    const starting = startingEvent(task, run);
    return session_id === undefined ? [starting] : [starting, ...boundAndStarted(task, run, session_id)];
  }
  if (session_id === undefined) {
    return new Rejection('invalid_status_transition', `run ${run.id} is starting and has no session yet`);
  }
  return [startedEvent(task, run, session_id)];
}

/** The claim for which a session was made; a run that has been claimed again meanwhile is not meant. */
export interface StartedFor {
  readonly lease_epoch: number;
}

/** `task.run_session_bound` and `task.run_started` with the session that was made. Refused: `run_changed`. */
export function bindStartedSession(
  task: TaskState,
  run: RunState,
  command: StartedFor & { readonly session_id: string },
): TaskEvent[] | Rejection {
  if (!waitsForSession(run, command)) {
    return new Rejection('run_changed', `run ${run.id} is ${run.status} by now; its new session was stopped`);
  }
  return boundAndStarted(task, run, command.session_id);
}

/** `task.run_failed` where no session could be made; nothing where the run no longer waits for one. */
export function failUnstarted(
  task: TaskState,
  run: RunState,
  command: StartedFor & { readonly error: string },
): TaskEvent[] {
  if (!waitsForSession(run, command)) return [];
  const task_status = statusWith(task, { ...run, status: 'failed' });
  return [{ type: 'task.run_failed', data: { run_id: run.id, task_status, error: command.error } }];
}

/** Whether the run is starting and its session is still to come. */
export function waitsForSession(run: RunState, { lease_epoch }: StartedFor): boolean {
  return run.status === 'starting' && run.session_id === undefined && run.lease_epoch === lease_epoch;
}

function refuseUnlessHolder(run: RunState, by: Actor, { now }: { readonly now: string }): Rejection | undefined {
  if (run.claim_token_hash === undefined) return undefined;
  if (by.kind !== 'agent_session' || by.ref !== run.session_id) {
    return new Rejection('run_leased', `run ${run.id} is held under a lease, and only its holder may start it`);
  }
  return hasActiveLease(run, now) ? undefined : leaseRejected('AUTONOMY_LEASE_EXPIRED');
}

function startingEvent(task: TaskState, run: RunState): TaskEvent {
  const { session_id } = run;
  const data = { run_id: run.id, task_status: statusWith(task, { ...run, status: 'starting' }) };
  return { type: 'task.run_starting', data: { ...data, ...(session_id === undefined ? {} : { session_id }) } };
}

function boundAndStarted(task: TaskState, run: RunState, session_id: string): TaskEvent[] {
  const task_status = statusWith(task, { ...run, status: 'starting' });
  return [
    { type: 'task.run_session_bound', data: { run_id: run.id, task_status, session_id } },
    startedEvent(task, run, session_id),
  ];
}

function startedEvent(task: TaskState, run: RunState, session_id: string): TaskEvent {
  const task_status = statusWith(task, { ...run, status: 'running' });
  return { type: 'task.run_started', data: { run_id: run.id, task_status, session_id } };
}
