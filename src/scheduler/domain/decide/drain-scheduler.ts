import type { Actor } from '../../../ledger/event.js';
import type { DrainStarted, SchedulerEvent } from '../scheduler-events.js';
import type { OpenDrain, SchedulerState } from '../scheduler-state.js';
import type { ClaimFacts } from './pause-scheduler.js';

export interface DrainScheduler {
  readonly drain_id: string;
  readonly by: Actor;
  readonly reason: string;
  /** How long to wait for the claims to end; 0 looks once. */
  readonly timeout_seconds: number;
}

export interface DrainFacts extends ClaimFacts {
  readonly now: string;
}

/**
 * `scheduler.drain_started`, which pauses; and `scheduler.drain_completed` with it when there is nothing to wait for
 * (`runs.md` 5.4).
 */
export function drainScheduler(state: SchedulerState, command: DrainScheduler, facts: DrainFacts): SchedulerEvent[] {
  const { timeout_seconds, ...words } = command;
  const data: DrainStarted = {
    ...words,
    previous_paused: state.paused,
    started_at: facts.now,
    deadline_at: new Date(Date.parse(facts.now) + timeout_seconds * 1000).toISOString(),
  };
  const { drain_id: id, ...drain } = data;
  return [{ type: 'scheduler.drain_started', data }, ...ended({ id, ...drain }, true, facts)];
}

/** `scheduler.drain_completed` once no claim is left or the deadline is reached; nothing before, and nothing twice. */
export function completeDrain(
  state: SchedulerState,
  command: { readonly drain_id: string },
  facts: DrainFacts,
): SchedulerEvent[] {
  const drain = state.drains.find(({ id }) => id === command.drain_id);
  return drain ? ended(drain, state.paused, facts) : [];
}

function ended(drain: OpenDrain, paused: boolean, { now, active_claims }: DrainFacts): SchedulerEvent[] {
  if (active_claims > 0 && now < drain.deadline_at) return [];
  const { id, by, reason, previous_paused, started_at } = drain;
  return [
    {
      type: 'scheduler.drain_completed',
      data: {
        drain_id: id,
        by,
        reason,
        previous_paused,
        paused,
        remaining_claims: active_claims,
        timed_out: active_claims > 0,
        started_at,
        completed_at: now,
      },
    },
  ];
}
