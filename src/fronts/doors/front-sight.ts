import type { Caller } from '../../http/identity/caller.js';
import type { Actor } from '../../ledger/event.js';

/** What a caller of a front with keys sees (`http.md` 11.1): the tasks of the key's workspace, or those it made itself. */
export type FrontSight = { readonly workspaceId: string } | { readonly principal: string };

/** What sight depends on. */
export interface SeenTask {
  readonly created_by: Actor;
  readonly workspace_id?: string | null;
}

/** For lists, which choose by it. */
export function sightOf({ principal }: Caller): FrontSight {
  return principal.workspaceId === undefined ? { principal: principal.ref } : { workspaceId: principal.workspaceId };
}

/** Whether the caller may know of the task; to whoever may not, it is like none. */
export function sees(caller: Caller, { created_by, workspace_id }: SeenTask): boolean {
  const sight = sightOf(caller);
  if ('workspaceId' in sight) return workspace_id === sight.workspaceId;
  return created_by.kind === 'human' && created_by.ref === sight.principal;
}
