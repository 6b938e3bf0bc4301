import { Rejection } from '../../ledger/rejection.js';

/** Which sessions a caller may see and touch; absent members do not narrow (`registries.md` 2 and 5). */
export interface SessionScope {
  /** The workspace of a caller whose key is bound to one. */
  readonly workspace_id?: string;
  /** The principal of a caller that may act for its own sessions only. */
  readonly principal_ref?: string;
}

/** What of a session, folded or read, its scope depends on. */
interface Placed {
  readonly workspace_id?: string | null;
  readonly principal_ref: string;
}

/** The session, when it is there for the caller: what lies outside its workspace reads exactly like nothing. */
export function visibleSession<S extends Placed>(
  session: S | null | undefined,
  sessionId: string,
  scope: Pick<SessionScope, 'workspace_id'>,
): S | Rejection {
  if (!session || (scope.workspace_id !== undefined && session.workspace_id !== scope.workspace_id)) {
    return new Rejection('session_not_found', `agent session ${sessionId} not found`);
  }
  return session;
}

/** The visible session, when the caller may act for it: a session belongs to the principal that registered it. */
export function ownSession<S extends Placed>(
  session: S | null | undefined,
  sessionId: string,
  scope: SessionScope,
): S | Rejection {
  const visible = visibleSession(session, sessionId, scope);
  if (visible instanceof Rejection || scope.principal_ref === undefined) return visible;
  if (visible.principal_ref === scope.principal_ref) return visible;
  return new Rejection('permission_denied', `agent session ${sessionId} belongs to another caller`);
}
