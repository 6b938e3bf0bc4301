import { elapsedMs } from './run-age.js';

/** Runs that are queued in one channel; the empty one is a channel of its own. */
export interface QueueGroup {
  readonly run_channel: string;
  readonly count: number;
  readonly oldest_queued_at: string;
}

export interface Backlog {
  readonly total: number;
  /** Undefined while nothing is queued. */
  readonly oldest_queued_at: string | undefined;
  readonly oldest_queue_age_ms: number;
  readonly warning: boolean;
}

/** How long the queue is and whether its oldest run has waited for the threshold or longer (`views.md` 1.7). */
export function backlogOf(groups: readonly QueueGroup[], now: string, thresholdMs: number): Backlog {
  const total = groups.reduce((sum, group) => sum + group.count, 0);
  const oldest = groups.map((group) => group.oldest_queued_at).sort()[0];
  const age = oldest === undefined ? 0 : elapsedMs(oldest, now);
  const warning = total > 0 && thresholdMs > 0 && age >= thresholdMs;
  return { total, oldest_queued_at: oldest, oldest_queue_age_ms: age, warning };
}
