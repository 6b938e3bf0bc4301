import type { RunStatus } from './vocabulary.js';

/** Who asks: an agent session for itself, an operator, an operator with force, or the service. */
export type RunDoor = 'agent' | 'operator' | 'force' | 'service';

/**
 * What must be true besides the status. `lease`: the caller's session holds the active lease of exactly this run.
 * `no_lease`: the run was never leased since it was queued. `holder_of_lease`: as `lease`, if the run has one.
 * `no_session`: no session is bound. `expired`: its lease is over. `session_ended`: its session has stopped or is unknown.
 * `timed_out`: its session timeout is over.
 */
export type RunFence =
  'lease' | 'no_lease' | 'holder_of_lease' | 'no_session' | 'expired' | 'session_ended' | 'timed_out' | 'none';

/** One line of the table. */
export interface RunOperationRule {
  readonly by: RunDoor;
  readonly fence: RunFence;
  readonly from: readonly RunStatus[];
  /** Absent: the status stays. */
  readonly to?: RunStatus;
}

const ACTIVE = ['claimed', 'starting', 'running'] as const;

/**
 * All that can be done to a run: the status machine of `runs.md` 1.2 and the authorities of 2.4 as one table, with their
 * choices. What is not here is refused.
 */
export const RUN_OPERATIONS = {
  claim_next: { by: 'agent', fence: 'none', from: ['queued'], to: 'claimed' },
  heartbeat: { by: 'agent', fence: 'lease', from: ACTIVE },
  record_progress: { by: 'agent', fence: 'lease', from: ACTIVE },
  complete_leased: { by: 'agent', fence: 'lease', from: ACTIVE, to: 'completed' },
  fail_leased: { by: 'agent', fence: 'lease', from: ACTIVE, to: 'failed' },
  release_leased: { by: 'agent', fence: 'lease', from: ACTIVE, to: 'queued' },
  claim: { by: 'operator', fence: 'none', from: ['queued'], to: 'claimed' },
  start: { by: 'operator', fence: 'holder_of_lease', from: ['claimed', 'starting'], to: 'running' },
  attach_session: { by: 'operator', fence: 'no_session', from: ['claimed', 'starting'], to: 'starting' },
  complete: { by: 'operator', fence: 'no_lease', from: ['running'], to: 'completed' },
  fail: { by: 'operator', fence: 'no_lease', from: ['starting', 'running'], to: 'failed' },
  cancel: { by: 'operator', fence: 'none', from: ['queued', ...ACTIVE, 'needs_attention'], to: 'canceled' },
  force_release: { by: 'force', fence: 'none', from: ['claimed'], to: 'queued' },
  force_fail: { by: 'force', fence: 'none', from: ['queued', 'claimed', 'needs_attention'], to: 'failed' },
  retry: { by: 'force', fence: 'none', from: ['failed'] },
  recover: { by: 'force', fence: 'none', from: ['needs_attention'], to: 'failed' },
  expire_lease: { by: 'service', fence: 'expired', from: ACTIVE, to: 'queued' },
  release_for_ended_session: { by: 'service', fence: 'session_ended', from: ACTIVE, to: 'queued' },
  requeue_lost: { by: 'service', fence: 'session_ended', from: ['claimed'], to: 'queued' },
  fail_lost: { by: 'service', fence: 'session_ended', from: ['starting', 'running'], to: 'failed' },
  time_out: { by: 'service', fence: 'timed_out', from: ACTIVE, to: 'failed' },
  flag_for_attention: { by: 'service', fence: 'none', from: ['queued'], to: 'needs_attention' },
} as const satisfies Record<string, RunOperationRule>;

export type RunOperation = keyof typeof RUN_OPERATIONS;

/** Whether the run's status allows the operation; fences are the deciders' to check. */
export function allows(operation: RunOperation, status: RunStatus): boolean {
  return (RUN_OPERATIONS[operation].from as readonly RunStatus[]).includes(status);
}
