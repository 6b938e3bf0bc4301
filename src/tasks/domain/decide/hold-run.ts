import type { Json } from '../../../ledger/event.js';
import { Rejection } from '../../../ledger/rejection.js';
import type { ProgressAction } from '../run-events.js';
import type { TaskEvent } from '../task-events.js';
import type { TaskStream, Usage } from '../task-state.js';
import { completed, type Completion } from './check-result.js';
import { later } from './claim-run.js';
import { type LeaseHolder, leasedRun, statusWith } from './run-command.js';

/** `task.run_lease_extended`: `lease_until` = now + duration, so that a heartbeat may shorten a lease (`runs.md` 2.3). */
export function heartbeatRun(
  task: TaskStream,
  command: LeaseHolder & { readonly lease_seconds: number },
  facts: { readonly now: string },
): TaskEvent[] | Rejection {
  const held = leasedRun(task, command, facts.now);
  if (held instanceof Rejection) return held;
  return [
    {
      type: 'task.run_lease_extended',
      data: {
        run_id: held.run.id,
        status: held.run.status,
        task_status: held.task.status,
        lease_until: later(facts.now, command.lease_seconds),
        heartbeat_at: facts.now,
        claim_token_hash: held.run.claim_token_hash ?? '',
      },
    },
  ];
}

/** `task.run_completed` by the holder of the lease (`runs.md` 3.7), or the refusal of its result (`http.md` 11.6). */
export function completeLeasedRun(
  task: TaskStream,
  command: LeaseHolder & Pick<Completion, 'result' | 'verdict'>,
  facts: { readonly now: string },
): TaskEvent[] | Rejection {
  const held = leasedRun(task, command, facts.now);
  if (held instanceof Rejection) return held;
  const { result, verdict } = command;
  return completed(held.task, held.run, { result, verdict, claim_token_hash: held.run.claim_token_hash });
}

/** `task.run_failed` by the holder of the lease; the metadata goes to the event alone (`runs.md` 3.8). */
export function failLeasedRun(
  task: TaskStream,
  command: LeaseHolder & { readonly error: string; readonly metadata?: Json },
  facts: { readonly now: string },
): TaskEvent[] | Rejection {
  const held = leasedRun(task, command, facts.now);
  if (held instanceof Rejection) return held;
  return [
    {
      type: 'task.run_failed',
      data: {
        run_id: held.run.id,
        task_status: statusWith(held.task, { ...held.run, status: 'failed' }),
        error: command.error,
        ...(command.metadata === undefined ? {} : { metadata: command.metadata }),
        claim_token_hash: held.run.claim_token_hash,
      },
    },
  ];
}

/** `task.run_released`: the run is queued again, claimable by anyone (`runs.md` 3.9). */
export function releaseLeasedRun(
  task: TaskStream,
  command: LeaseHolder & { readonly reason?: string },
  facts: { readonly now: string },
): TaskEvent[] | Rejection {
  const held = leasedRun(task, command, facts.now);
  if (held instanceof Rejection) return held;
  return [
    {
      type: 'task.run_released',
      data: {
        run_id: held.run.id,
        previous_status: held.run.status,
        task_status: statusWith(held.task, { ...held.run, status: 'queued' }),
        ...(command.reason === undefined ? {} : { reason: command.reason }),
        session_id: command.session_id,
      },
    },
  ];
}

/** What a worker reports while it works (`http.md` 11.7, `registries.md` 6). */
export interface RecordProgress extends LeaseHolder {
  readonly steps: readonly {
    readonly index: number;
    readonly description: string;
    readonly actions: readonly ProgressAction[];
  }[];
  readonly log: readonly string[];
  readonly usage?: Usage;
}

/** One `task.run_progress` a step, and one for log lines and consumption; the lease is not extended. */
export function recordProgress(
  task: TaskStream,
  command: RecordProgress,
  facts: { readonly now: string },
): TaskEvent[] | Rejection {
  const held = leasedRun(task, command, facts.now);
  if (held instanceof Rejection) return held;
  const run_id = held.run.id;
  const events: TaskEvent[] = command.steps.map((step) => ({ type: 'task.run_progress', data: { run_id, ...step } }));
  if (command.log.length > 0 || command.usage) {
    events.push({
      type: 'task.run_progress',
      data: {
        run_id,
        ...(command.log.length > 0 ? { log: command.log } : {}),
        ...(command.usage ? { usage: command.usage } : {}),
      },
    });
  }
  return events;
}
