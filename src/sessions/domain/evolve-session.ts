import type { Recorded } from '../../ledger/stream-type.js';
import type { SessionEvent } from './session-events.js';
import type { SessionState, SessionStream } from './session-state.js';

/** Folds one event into a session (pure, total). An event that cannot follow on the state is a corrupt stream. */
export function evolveSession(session: SessionStream, event: Recorded<SessionEvent>): SessionState {
  if (event.type === 'session.registered') {
    const { recordedAt } = event;
    return { ...event.data, state: 'active', created_at: recordedAt, updated_at: recordedAt };
  }
  if (session === null) throw new Error(`${event.type} on a session that was never registered`);
  const { stop_reason, failure_kind } = event.data;
  return {
    ...session,
    state: 'stopped',
    ...(stop_reason === undefined ? {} : { stop_reason }),
    ...(failure_kind === undefined ? {} : { failure_kind }),
    updated_at: event.recordedAt,
  };
}
