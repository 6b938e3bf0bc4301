import { allows } from '../run-operations.js';
import type { RunRecovered } from '../run-events.js';
import type { TaskEvent } from '../task-events.js';
import type { RunState, TaskState } from '../task-state.js';
import { statusWith } from './run-command.js';

/** How long the start of a session may take before it counts as broken off, in ms. */
export const START_WITHIN_MS = 60_000;

/** What the directory says of the session that a run is bound to; absent where it knows none of that id. */
export interface DirectorySession {
  readonly state: string;
  readonly stop_reason?: string;
  readonly failure_kind?: string;
}

export interface LossFacts {
  readonly now: string;
  readonly session?: DirectorySession;
}

/**
 * `missing`: there is no such session, or none at all; `crashed`: it stopped because it was not seen any more or with a
 * failure; `orphaned`: it was stopped, and its run was left behind.
 */
type Classification = 'missing' | 'crashed' | 'orphaned';

/** What was found of a run that nobody works on any more. */
interface Loss {
  readonly session_state?: string;
  readonly classification: Classification;
  readonly detail: string;
}

const SESSION_LOST = 'session_lost';

/**
 * What becomes of a lease-less run whose session is gone (`runs.md` 4.4, choice): one that was only claimed is queued
 * again, one at work fails. Nothing happens to a run with a lease, which expires; to one that an operator claimed and
 * gave no session; nor twice.
 */
export function recoverLostRun(task: TaskState, run: RunState, facts: LossFacts): TaskEvent[] {
  const loss = run.claim_token_hash === undefined ? lossOf(run, facts) : undefined;
  if (!loss) return [];
  if (allows('requeue_lost', run.status)) return [recovered(task, run, loss, 'requeue')];
  if (!allows('fail_lost', run.status)) return [];
  return [failed(task, run, loss), recovered(task, run, loss, 'fail')];
}

function lossOf(run: RunState, { now, session }: LossFacts): Loss | undefined {
  const { session_id, starting_since } = run;
  if (session_id === undefined) {
    if (run.status !== 'starting' || starting_since === undefined) return undefined;
    if (Date.parse(now) - Date.parse(starting_since) < START_WITHIN_MS) return undefined;
    return { classification: 'missing', detail: 'the start of its session was broken off' };
  }
  if (!session) return { classification: 'missing', detail: 'its session is not known' };
  if (session.state !== 'stopped') return undefined;
  const { stop_reason, failure_kind } = session;
  const crashed = failure_kind !== undefined || stop_reason === 'unresponsive';
  const reason = failure_kind ?? stop_reason;
  return {
    session_state: session.state,
    classification: crashed ? 'crashed' : 'orphaned',
    detail: `its session was stopped${reason === undefined ? '' : `: ${reason}`}`,
  };
}

/** What both events say of the loss. */
function evidence(run: RunState, loss: Loss) {
  return {
    reason: SESSION_LOST,
    previous_status: run.status,
    ...(run.session_id === undefined ? {} : { session_id: run.session_id }),
    ...loss,
  };
}

function failed(task: TaskState, run: RunState, loss: Loss): TaskEvent {
  const whose = run.session_id === undefined ? 'no session' : `session ${run.session_id}`;
  return {
    type: 'task.run_failed',
    data: {
      run_id: run.id,
      task_status: statusWith(task, { ...run, status: 'failed' }),
      error: `the run was lost with its session (${whose}, ${loss.classification}): ${loss.detail}`,
      metadata: evidence(run, loss),
    },
  };
}

function recovered(task: TaskState, run: RunState, loss: Loss, action: RunRecovered['action']): TaskEvent {
  const status = action === 'requeue' ? 'queued' : 'failed';
  return {
    type: 'task.run_recovered',
    data: { run_id: run.id, action, ...evidence(run, loss), task_status: statusWith(task, { ...run, status }) },
  };
}
