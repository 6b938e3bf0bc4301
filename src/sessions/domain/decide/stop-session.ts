import { Rejection } from '../../../ledger/rejection.js';
import type { SessionEvent } from '../session-events.js';
import { ownSession, type SessionScope } from '../session-scope.js';
import type { SessionStream } from '../session-state.js';

export interface StopSession {
  readonly session_id: string;
  /** Why, in the caller's words. */
  readonly reason?: string;
  /** Who asks: see `SessionScope`. */
  readonly scope: SessionScope;
}

/**
 * `session.stopped`; nothing when the session has stopped before, whose reason then stands (`registries.md` 2).
 * Refused: `session_not_found`, `permission_denied`.
 */
export function stopSession(session: SessionStream, command: StopSession): SessionEvent[] | Rejection {
  const own = ownSession(session, command.session_id, command.scope);
  if (own instanceof Rejection) return own;
  if (own.state === 'stopped') return [];
  const { session_id, reason } = command;
  return [{ type: 'session.stopped', data: { session_id, ...(reason === undefined ? {} : { stop_reason: reason }) } }];
}
