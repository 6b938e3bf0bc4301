import { Rejection } from '../../ledger/rejection.js';
import type { Caller } from './caller.js';

/** What a caller may see: everything, or what belongs to one workspace. */
export interface Visibility {
  /** Set when the caller's key is bound to this workspace. */
  readonly workspaceId?: string;
}

export function visibilityOf({ principal }: Caller): Visibility {
  return principal.workspaceId === undefined ? {} : { workspaceId: principal.workspaceId };
}

/** Whether what belongs to the workspace (null or undefined: to none) may be shown, its id included. */
export function sees({ workspaceId }: Visibility, owner: string | null | undefined): boolean {
  return workspaceId === undefined || workspaceId === owner;
}

/** Refuses callers whose key is bound to a workspace what belongs to none, such as making a global task. */
export function requireGlobal({ principal }: Caller): void {
  if (principal.workspaceId === undefined) return;
  throw new Rejection('permission_denied', 'a key that is bound to a workspace has no hold on what is global');
}
