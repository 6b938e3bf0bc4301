import type { Actor } from '../../ledger/event.js';
import type { Recorded } from '../../ledger/stream-type.js';
import type { DrainStarted, SchedulerEvent } from './scheduler-events.js';
import type { OpenDrain, SchedulerState } from './scheduler-state.js';

/** Folds one event into the scheduler's state (pure, total). */
export function evolveScheduler(state: SchedulerState, event: Recorded<SchedulerEvent>): SchedulerState {
  switch (event.type) {
    case 'scheduler.paused':
      return paused(state, event.data, event.recordedAt);
    case 'scheduler.resumed':
      return { paused: false, updated_at: event.recordedAt, drains: state.drains };
    case 'scheduler.drain_started':
      return {
        ...paused(state, event.data, event.recordedAt),
        drains: [...state.drains, openDrain(event.data)],
      };
    case 'scheduler.drain_completed':
      return { ...state, drains: state.drains.filter((drain) => drain.id !== event.data.drain_id) };
  }
}

/** Who pauses what is paused takes it over: by, at and reason are the latest (`runs.md` 5.2). */
function paused(
  state: SchedulerState,
  { by, reason }: { readonly by: Actor; readonly reason?: string },
  now: string,
): SchedulerState {
  return {
    paused: true,
    paused_by: `${by.kind}:${by.ref}`,
    paused_at: now,
    ...(reason === undefined ? {} : { reason }),
    updated_at: now,
    drains: state.drains,
  };
}

function openDrain({ drain_id, ...drain }: DrainStarted): OpenDrain {
  return { id: drain_id, ...drain };
}
