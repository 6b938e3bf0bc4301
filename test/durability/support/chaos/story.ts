/** Logs and calls made by hand, to see what the checker finds in them. */
import type { Actor } from '../../../../src/ledger/event.js';
import type { SchedulerEvent } from '../../../../src/scheduler/domain/scheduler-events.js';
import type { SessionEvent } from '../../../../src/sessions/domain/session-events.js';
import type { RunLeaseExpired } from '../../../../src/tasks/domain/run-events.js';
import type { TaskEvent } from '../../../../src/tasks/domain/task-events.js';
import type { Call, CallKind, CallOutcome } from './calls.js';
import type { LoggedEvent } from './log.js';

export interface Told {
  readonly event: TaskEvent | SessionEvent | SchedulerEvent;
  readonly actor: Actor;
  /** The call that did it. */
  readonly by?: string;
}

type Expiry = RunLeaseExpired['reason'];

const DAEMON: Actor = { kind: 'daemon', ref: 'scheduler' };
const OPERATOR: Actor = { kind: 'human', ref: 'operator' };
const agent = (ref: string): Actor => ({ kind: 'agent_session', ref });

/** The time of the event at a position: position 7 is at second 7. */
export function at(position: number): string {
  return new Date(Date.UTC(2026, 4, 5, 10, 30, position)).toISOString();
}

export function hash(letter: string): string {
  return `sha256:${letter.repeat(64)}`;
}

/** The events in this order, from position 1. */
export function logOf(...told: readonly Told[]): readonly LoggedEvent[] {
  return told.map(({ event, actor, by }, i) => ({
    ...event,
    position: i + 1,
    recordedAt: at(i + 1),
    actor,
    origin: { kind: 'http', ref: 'test' },
    correlationId: by ?? `call ${i + 1}`,
  }));
}

/** The same, done by this call. */
export function by(id: string, told: Told): Told {
  return { ...told, by: id };
}

const RUN = 'run-1';
const ready = { task_status: 'ready' } as const;

export function queued(run_id = RUN): Told {
  const data = { ...ready, run_id, number: 1, attempt: 1 };
  return { event: { type: 'task.run_enqueued', data }, actor: OPERATOR };
}

/** `epoch` is the number of the claim of its run; the lease lasts to the time of position `until`. */
export function claimed(session_id: string, epoch: number, letter: string, until = 50, run_id = RUN): Told {
  const lease = { lease_epoch: epoch, claim_token_hash: hash(letter), lease_until: at(until) };
  const data = { ...ready, ...lease, run_id, session_id, claimed_by: agent(session_id) };
  return { event: { type: 'task.run_claimed', data }, actor: agent(session_id) };
}

export function extended(session_id: string, letter: string, until = 50): Told {
  const lease = { lease_until: at(until), heartbeat_at: at(1), claim_token_hash: hash(letter) };
  const data = { ...ready, ...lease, run_id: RUN, status: 'claimed' } as const;
  return { event: { type: 'task.run_lease_extended', data }, actor: agent(session_id) };
}

export function completed(session_id: string, letter: string, run_id = RUN): Told {
  const data = { run_id, task_status: 'completed', claim_token_hash: hash(letter) } as const;
  return { event: { type: 'task.run_completed', data }, actor: agent(session_id) };
}

export function released(session_id: string, actor: Actor = agent(session_id)): Told {
  const data = { ...ready, run_id: RUN, session_id, previous_status: 'claimed' } as const;
  return { event: { type: 'task.run_released', data }, actor };
}

export function expired(session_id: string, letter: string, reason: Expiry = 'scheduler_sweep', actor = DAEMON): Told {
  const lease = { session_id, previous_claim_token_hash: hash(letter), previous_status: 'claimed' } as const;
  const data = { ...ready, ...lease, run_id: RUN, reason };
  return { event: { type: 'task.run_lease_expired', data }, actor };
}

/** As its own claim does it to a session that comes back. */
export function superseded(session_id: string, letter: string): Told {
  return expired(session_id, letter, 'claim_superseded', agent(session_id));
}

export function failed(session_id: string): Told {
  const data = { run_id: RUN, task_status: 'failed', error: 'it broke' } as const;
  return { event: { type: 'task.run_failed', data }, actor: agent(session_id) };
}

export function stopped(session_id: string): Told {
  return { event: { type: 'session.stopped', data: { session_id } }, actor: OPERATOR };
}

/** What the stop of a session does to the run that it has. */
export function releasedByStop(session_id: string): Told {
  return released(session_id, OPERATOR);
}

export function paused(): Told {
  const data = { by: OPERATOR, previous_paused: false, active_claims: 0 };
  return { event: { type: 'scheduler.paused', data }, actor: OPERATOR };
}

export function draining(): Told {
  const drain = { drain_id: 'drain-1', reason: 'test', started_at: at(1), deadline_at: at(9) };
  return {
    event: { type: 'scheduler.drain_started', data: { ...drain, by: OPERATOR, previous_paused: false } },
    actor: OPERATOR,
  };
}

export function resumed(): Told {
  const data = { by: OPERATOR, previous_paused: true, active_claims: 0 };
  return { event: { type: 'scheduler.resumed', data }, actor: OPERATOR };
}

/** A call of session `a` that means its lease `a` of the run. */
export function call(id: string, kind: CallKind, outcome: CallOutcome, more: Partial<Call> = {}): Call {
  const lease = { session_id: 'a', run_id: RUN, claim_token_hash: hash('a') };
  return { id, kind, outcome, instance: 0, answered_at: at(59), ...lease, ...more };
}
