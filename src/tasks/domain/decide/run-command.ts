import { Rejection } from '../../../ledger/rejection.js';
import { allows, type RunOperation } from '../run-operations.js';
import { hasActiveLease } from '../run-status.js';
import { existingTask, findRun, type RunState, type TaskState, type TaskStream } from '../task-state.js';
import { deriveStatus } from '../task-status.js';
import type { TaskStatus } from '../vocabulary.js';

/** The task's status once `run` stands as given. */
export function statusWith(task: TaskState, run: RunState): TaskStatus {
  return deriveStatus({ ...task, runs: task.runs.map((other) => (other.id === run.id ? run : other)) });
}

/** Why a lease operation of an agent session is refused (`runs.md` 3.6). */
export type LeaseRefusal =
  | 'AUTONOMY_SESSION_REQUIRED'
  | 'AUTONOMY_NO_ACTIVE_LEASE'
  | 'AUTONOMY_FOREIGN_RUN'
  | 'AUTONOMY_LEASE_EXPIRED'
  | 'AUTONOMY_LEASE_ALREADY_HELD';

const REASONS: Readonly<Record<LeaseRefusal, string>> = {
  AUTONOMY_SESSION_REQUIRED: 'the caller is no agent session',
  AUTONOMY_NO_ACTIVE_LEASE: 'the session holds no active lease',
  AUTONOMY_FOREIGN_RUN: 'the session holds the lease of another run',
  AUTONOMY_LEASE_EXPIRED: 'the lease has expired, or the run has ended',
  AUTONOMY_LEASE_ALREADY_HELD: 'the session already holds an active lease',
};

/** The refusal; the error catalogue adds the code to the text and as `diagnostic.code`. */
export function leaseRejected(code: LeaseRefusal): Rejection {
  return new Rejection(code, REASONS[code]);
}

/** What an agent session's write is fenced by. */
export interface LeaseHolder {
  readonly session_id: string;
  readonly run_id: string;
  /** The lease the caller believes to hold, when it says so: also fences two processes of one session. */
  readonly claim_token_hash?: string;
  /** Whether the session holds an active lease on some other run. */
  readonly holds_other_lease: boolean;
}

/** The session's, by a lease that it has or had. */
function isOwn(run: RunState, holder: LeaseHolder): boolean {
  return run.session_id === holder.session_id && run.claim_token_hash !== undefined;
}

/** The run whose active lease the session holds, or the refusal: the table of `runs.md` 3.6. */
export function leasedRun(
  stream: TaskStream,
  holder: LeaseHolder,
  now: string,
): { readonly task: TaskState; readonly run: RunState } | Rejection {
  const task = existingTask(stream);
  const run = task && findRun(task, holder.run_id);
  if (!task || run === undefined || !isOwn(run, holder)) {
    return leaseRejected(holder.holds_other_lease ? 'AUTONOMY_FOREIGN_RUN' : 'AUTONOMY_NO_ACTIVE_LEASE');
  }
  const sameLease = holder.claim_token_hash === undefined || holder.claim_token_hash === run.claim_token_hash;
  if (!hasActiveLease(run, now) || !sameLease) return leaseRejected('AUTONOMY_LEASE_EXPIRED');
  return { task, run };
}

/** A plain 409 where a run's status does not allow what is asked. */
export function refuseUnlessAllowed(operation: RunOperation, run: RunState): Rejection | undefined {
  if (allows(operation, run.status)) return undefined;
  return new Rejection(
    'invalid_status_transition',
    `run ${run.id} is ${run.status}, which does not allow ${operation}`,
  );
}
