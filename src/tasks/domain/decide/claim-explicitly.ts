import type { Actor } from '../../../ledger/event.js';
import { Rejection } from '../../../ledger/rejection.js';
import type { TaskEvent } from '../task-events.js';
import { effectivePause, type RunState, type TaskState } from '../task-state.js';
import { nextLeaseEpoch } from './claim-run.js';
import { refuseUnlessExecutable } from './enqueue-run.js';
import { refuseUnlessAllowed, statusWith } from './run-command.js';

/**
 * `task.run_claimed` of a named run: no session, no lease (`runs.md` 3.10). Refused, in this order:
 * `task_not_executable`, `invalid_status_transition`, `task_owned_by_other`; to others than humans also `task_paused`
 * and `scheduler_paused` (architecture.md 12, decision 12).
 */
export function claimExplicitly(
  task: TaskState,
  run: RunState,
  by: Actor,
  facts: { readonly scheduler_paused: boolean },
): TaskEvent[] | Rejection {
  const refusal =
    refuseUnlessExecutable(task) ??
    refuseUnlessAllowed('claim', run) ??
    refuseForeignOwner(task, by) ??
    refusePaused(task, by, facts);
  if (refusal) return refusal;
  const data = {
    run_id: run.id,
    task_status: statusWith(task, { ...run, status: 'claimed' }),
    claimed_by: by,
    lease_epoch: nextLeaseEpoch(run),
  };
  return [{ type: 'task.run_claimed', data }];
}

/** A pool's runs are handed out by claim-next alone; an agent session's are its own. Other owners keep nobody away. */
function refuseForeignOwner({ id, owner }: TaskState, by: Actor): Rejection | undefined {
  if (owner?.kind === 'pool') {
    return new Rejection('task_owned_by_other', `task ${id} belongs to a pool, whose agents take its runs themselves`);
  }
  if (owner?.kind !== 'agent_session' || by.kind === 'daemon') return undefined;
  if (by.kind === 'agent_session' && by.ref === owner.ref) return undefined;
  return new Rejection('task_owned_by_other', `task ${id} belongs to another agent session`);
}

/** A pause holds agents back; a human who names a run means it. */
function refusePaused(
  task: TaskState,
  by: Actor,
  { scheduler_paused }: { readonly scheduler_paused: boolean },
): Rejection | undefined {
  if (by.kind === 'human') return undefined;
  if (effectivePause(task) !== undefined) {
    return new Rejection('task_paused', `task ${task.id} or a task above it is paused`);
  }
  return scheduler_paused ? new Rejection('scheduler_paused', 'the scheduler is paused') : undefined;
}
