import type { Actor } from '../../ledger/event.js';

/**
 * What keeps agents from forcing too much: pausing and resuming tasks, and the force operations on runs, which count
 * together (`tasks.md` 3.3). People and the service itself are never refused.
 */
export abstract class ForceLimits {
  /** Refuses `forbidden_operator_action` where agents may not force at all. */
  abstract requireAllowed(actor: Actor): void;

  /** Counts one operation of an agent on a task; refuses `force_op_rate_limited` beyond the limit of a minute. */
  abstract count(actor: Actor, taskId: string): void;
}
