import { Rejection } from '../../../ledger/rejection.js';
import { defined } from '../../../tasks/domain/evolve-run.js';
import type { SessionEvent, SessionRegistered } from '../session-events.js';
import type { SessionStream } from '../session-state.js';

/** How long a session may go unseen unless it says otherwise, in seconds (`registries.md` 2). */
export const DEFAULT_TTL_SECONDS = 300;

/** `session.registered`: the session is active at once. An id that was ever used is refused: `duplicate_session_id`. */
export function registerSession(session: SessionStream, command: SessionRegistered): SessionEvent[] | Rejection {
  if (session !== null) {
    return new Rejection('duplicate_session_id', `an agent session with id ${command.session_id} already exists`);
  }
  const { session_id, agent_name, capabilities, principal_ref, ttl_seconds } = command;
  const optional = defined<SessionRegistered>(command, ['name', 'workspace_id', 'channel', 'provider', 'model']);
  return [
    {
      type: 'session.registered',
      data: { session_id, agent_name, capabilities, principal_ref, ttl_seconds, ...optional },
    },
  ];
}
