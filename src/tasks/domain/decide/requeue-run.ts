import { isActive } from '../run-status.js';
import type { RunLeaseExpired } from '../run-events.js';
import type { TaskEvent } from '../task-events.js';
import type { RunState, TaskState } from '../task-state.js';
import { statusWith } from './run-command.js';

/**
 * `task.run_lease_expired` when the run's lease has indeed run out, nothing otherwise: a heartbeat that came first wins
 * (`runs.md` 4.2).
 */
export function expireLease(
  task: TaskState,
  run: RunState,
  command: { readonly reason: RunLeaseExpired['reason'] },
  facts: { readonly now: string },
): TaskEvent[] {
  if (!isActive(run.status) || run.lease_until === undefined || run.lease_until > facts.now) return [];
  return [
    {
      type: 'task.run_lease_expired',
      data: {
        run_id: run.id,
        previous_status: run.status,
        task_status: statusWith(task, { ...run, status: 'queued' }),
        reason: command.reason,
        ...(run.session_id === undefined ? {} : { session_id: run.session_id }),
        lease_until: run.lease_until,
        ...(run.claim_token_hash === undefined ? {} : { previous_claim_token_hash: run.claim_token_hash }),
        ...(run.coordination_channel_id === undefined ? {} : { coordination_channel_id: run.coordination_channel_id }),
      },
    },
  ];
}

/**
 * `task.run_released` for a run whose session has ended. Only leased runs go back to the queue; an operator's
 * lease-less one stays (`registries.md` 2).
 */
export function releaseForEndedSession(
  task: TaskState,
  run: RunState,
  command: { readonly session_id: string; readonly reason: string },
): TaskEvent[] {
  if (!isActive(run.status) || run.session_id !== command.session_id || run.claim_token_hash === undefined) return [];
  return [
    {
      type: 'task.run_released',
      data: {
        run_id: run.id,
        previous_status: run.status,
        task_status: statusWith(task, { ...run, status: 'queued' }),
        reason: command.reason,
        session_id: command.session_id,
      },
    },
  ];
}
