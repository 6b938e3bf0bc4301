import type { StreamType } from '../../ledger/stream-type.js';
import { evolveSession } from './evolve-session.js';
import type { SessionEvent, SessionRegistered, SessionStopped } from './session-events.js';
import type { SessionStream } from './session-state.js';

/** The agent session as a stream of the ledger: `session:<id>`. */
export const sessionStream: StreamType<SessionStream, SessionEvent> = {
  category: 'session',
  stateVersion: 1,
  initial: null,
  evolve: evolveSession,
  events: {
    'session.registered': { schemaVersion: 1, visibility: 'public', payload: registered },
    'session.stopped': { schemaVersion: 1, visibility: 'public', payload: stopped },
  },
};

/** To whom a session belongs is a matter of access, not of the session's public face. */
function registered({ principal_ref: _owner, ...shown }: SessionRegistered): object {
  return { ...shown, state: 'active' };
}

function stopped(data: SessionStopped): object {
  return { ...data, state: 'stopped' };
}
