import type { Caller } from '../../http/identity/caller.js';
import type { SessionIdentity } from '../../http/identity/session-directory.js';
import { Rejection } from '../../ledger/rejection.js';

/** The caller's agent session; agent operations are refused without one before they get here. */
export function requireSession(caller: Caller): SessionIdentity {
  if (!caller.session) throw new Rejection('AUTONOMY_SESSION_REQUIRED', 'the caller is no agent session');
  return caller.session;
}

/** A claim may name only the session's own workspace (`runs.md` 3.4.1). */
export function requireSessionWorkspace(session: SessionIdentity, workspaceId: string | undefined): void {
  if (workspaceId === undefined || workspaceId === session.workspace_id) return;
  throw new Rejection('permission_denied', 'claim_next.workspace_id is not the workspace of the session');
}
