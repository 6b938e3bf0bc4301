import type { Origin } from '../../ledger/event.js';

/** Where an idempotency key lives (architecture.md 12, decision 3): tenants never meet in one namespace. */
export interface IdempotencyScope {
  readonly namespace: string;
  readonly key: string;
  readonly origin_kind: string;
  readonly origin_ref: string;
}

/** The scope of a key given to enqueue, start, publish or approve. */
export function idempotencyNamespace(workspaceId: string | undefined, key: string, origin: Origin): IdempotencyScope {
  return { namespace: workspaceId ?? 'global', key, origin_kind: origin.kind, origin_ref: origin.ref };
}

/** The scope of a key given to claim-next: the session's own. */
export function claimKeyNamespace(sessionId: string, key: string): IdempotencyScope {
  return { namespace: `session:${sessionId}`, key, origin_kind: 'agent_session', origin_ref: 'claim' };
}

/** The key of the run that a completed blocker queues on a dependent (`tasks.md` 7). */
export function autoEnqueueKey(dependentId: string, completedRunId: string): string {
  return `task.auto_enqueue.${dependentId}.${completedRunId}`;
}

/** The key of a start, publish or approve request that gave none (`tasks.md` 6.6). */
export function defaultKey(action: 'publish' | 'start' | 'approval', taskId: string): string {
  return `task.${action}.${taskId}`;
}
