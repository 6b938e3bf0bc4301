import type { Actor } from '../../../ledger/event.js';
import type { Rejection } from '../../../ledger/rejection.js';
import type { RunClaimed } from '../run-events.js';
import type { TaskEvent } from '../task-events.js';
import type { RunState, TaskState } from '../task-state.js';
import { refuseUnlessAllowed, statusWith } from './run-command.js';

/** A claim with a lease, as claim-next makes it (`runs.md` 3.4.5). */
export interface ClaimRun {
  readonly session_id: string;
  readonly lease_seconds: number;
  readonly claim_key?: string;
}

export interface ClaimFacts {
  readonly now: string;
  /** `sha256:` and 64 hex digits for (run, epoch), see architecture.md 12, decision 9. */
  readonly claim_token_hash: string;
}

/** The fence that the next claim of a run raises to. */
export function nextLeaseEpoch(run: RunState): number {
  return run.lease_epoch + 1;
}

/** `task.run_claimed`; refused unless the run is queued. */
export function claimRun(
  task: TaskState,
  run: RunState,
  command: ClaimRun,
  facts: ClaimFacts,
): TaskEvent[] | Rejection {
  const refusal = refuseUnlessAllowed('claim_next', run);
  if (refusal) return refusal;
  const claimedBy: Actor = { kind: 'agent_session', ref: command.session_id };
  const data: RunClaimed = {
    run_id: run.id,
    task_status: statusWith(task, { ...run, status: 'claimed' }),
    claimed_by: claimedBy,
    session_id: command.session_id,
    lease_epoch: nextLeaseEpoch(run),
    claim_token_hash: facts.claim_token_hash,
    lease_until: later(facts.now, command.lease_seconds),
    ...(command.claim_key === undefined ? {} : { claim_key: command.claim_key }),
  };
  return [{ type: 'task.run_claimed', data }];
}

/** `seconds` after an ISO time, in the same form. */
export function later(time: string, seconds: number): string {
  return new Date(Date.parse(time) + seconds * 1000).toISOString();
}
