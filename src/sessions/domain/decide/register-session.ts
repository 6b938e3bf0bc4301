import { Rejection } from '../../../ledger/rejection.js';
import { defined } from '../../../tasks/domain/evolve-run.js';
import type { SessionEvent, SessionRegistered } from '../session-events.js';
import type { SessionStream } from '../session-state.js';

/** How long a session may go unseen unless it says otherwise, in seconds (`registries.md` 2). */
export const DEFAULT_TTL_SECONDS = 300;

/** What fits into the header that agents send with every call. */
const AGENT_NAME = /^\P{Cc}{1,128}$/u;

/**
 * `session.registered`: the session is active at once. Refused: `duplicate_session_id` for an id that was ever used,
 * `validation_failed` for a name that no agent can have.
 */
export function registerSession(session: SessionStream, command: SessionRegistered): SessionEvent[] | Rejection {
  if (session !== null) {
    return new Rejection('duplicate_session_id', `an agent session with id ${command.session_id} already exists`);
  }
  if (!AGENT_NAME.test(command.agent_name)) {
    return new Rejection('validation_failed', 'an agent name has 1 to 128 characters and no control characters');
  }
  const { session_id, agent_name, capabilities, principal_ref, ttl_seconds } = command;
  const optional = defined<SessionRegistered>(command, [
    'name',
    'workspace_id',
    'channel',
    'provider',
    'model',
    'system',
  ]);
  return [
    {
      type: 'session.registered',
      data: { session_id, agent_name, capabilities, principal_ref, ttl_seconds, ...optional },
    },
  ];
}
