import type { Actor } from '../../ledger/event.js';
import type { StreamType } from '../../ledger/stream-type.js';
import { evolveScheduler } from './evolve-scheduler.js';
import type {
  DrainCompleted,
  DrainStarted,
  SchedulerEvent,
  SchedulerPaused,
  SchedulerResumed,
} from './scheduler-events.js';
import { type SchedulerState, UNTOUCHED } from './scheduler-state.js';

/** The id of the only stream of its category: its name in the log is `scheduler`. */
export const SCHEDULER = '';

/** The scheduler's pause and drains, as a stream of the ledger: `scheduler`. */
export const schedulerStream: StreamType<SchedulerState, SchedulerEvent> = {
  category: 'scheduler',
  stateVersion: 1,
  initial: UNTOUCHED,
  evolve: evolveScheduler,
  events: {
    'scheduler.paused': { schemaVersion: 1, visibility: 'public', payload: paused },
    'scheduler.resumed': { schemaVersion: 1, visibility: 'public', payload: resumed },
    'scheduler.drain_started': { schemaVersion: 1, visibility: 'public', payload: drainStarted },
    'scheduler.drain_completed': { schemaVersion: 1, visibility: 'public', payload: drainCompleted },
  },
};

function manual({ kind, ref }: Actor) {
  return { manual: true, actor_kind: kind, actor_id: ref };
}

function paused({ by, reason, previous_paused, active_claims }: SchedulerPaused): object {
  return { ...manual(by), reason, previous_paused, paused: true, active_claims: active_claims || undefined };
}

function resumed({ by, reason, previous_paused, active_claims }: SchedulerResumed): object {
  return { ...manual(by), reason, previous_paused, paused: false, active_claims: active_claims || undefined };
}

function drainStarted({ by, reason, previous_paused, started_at }: DrainStarted): object {
  return { ...manual(by), reason, previous_paused, paused: true, started_at };
}

function drainCompleted(data: DrainCompleted): object {
  const { by, reason, previous_paused, paused: held, remaining_claims, timed_out, started_at, completed_at } = data;
  return {
    ...manual(by),
    reason,
    previous_paused,
    paused: held,
    remaining_claims: remaining_claims || undefined,
    timed_out: timed_out || undefined,
    started_at,
    completed_at,
  };
}
