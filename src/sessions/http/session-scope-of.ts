import type { Caller } from '../../http/identity/caller.js';
import type { SessionScope } from '../domain/session-scope.js';

/**
 * Which sessions a caller may see and touch: those of its key's workspace, and with role `agent` its own ones only;
 * operators act for all (`registries.md` 2 and 5).
 */
export function sessionScopeOf({ principal }: Caller): SessionScope {
  return {
    workspace_id: principal.workspaceId,
    principal_ref: principal.role === 'agent' ? principal.ref : undefined,
  };
}
