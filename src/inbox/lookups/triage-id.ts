import type { Actor } from '../../ledger/event.js';
import { fingerprint } from '../../ledger/fingerprint.js';

/**
 * The id of an actor's triage of a task. A ref may hold anything, colons too, and be long: its digest stands for it. The
 * task id comes last, since it may have colons of its own.
 */
export function triageId({ kind, ref }: Actor, taskId: string): string {
  return `${kind}:${fingerprint([kind, ref])}:${taskId}`;
}
