import type { RunState } from './task-state.js';
import type { RunStatus } from './vocabulary.js';

const TERMINAL: ReadonlySet<RunStatus> = new Set(['completed', 'failed', 'canceled']);
const ACTIVE: ReadonlySet<RunStatus> = new Set(['claimed', 'starting', 'running']);

/** No longer changes: completed, failed, canceled. */
export function isTerminal(status: RunStatus): status is 'completed' | 'failed' | 'canceled' {
  return TERMINAL.has(status);
}

/** Counts against "one open run per task"; includes `needs_attention` (`runs.md` 1.2). */
export function isOpen(status: RunStatus): boolean {
  return !TERMINAL.has(status);
}

/** Somebody has it: claimed, starting, running. */
export function isActive(status: RunStatus): boolean {
  return ACTIVE.has(status);
}

type OrderedRun = Pick<RunState, 'id' | 'attempt' | 'queued_at'>;

/** "Later than" of two runs: higher attempt, then later queued, then greater id (`views.md` 0.4). */
export function isLater(a: OrderedRun, b: OrderedRun): boolean {
  if (a.attempt !== b.attempt) return a.attempt > b.attempt;
  if (a.queued_at !== b.queued_at) return a.queued_at > b.queued_at;
  return a.id > b.id;
}

/** A lease holds while the run is active, carries a hash, and `lease_until` lies after `now` (`runs.md` 2.3). */
export function hasActiveLease(run: RunState, now: string): boolean {
  return (
    isActive(run.status) && run.claim_token_hash !== undefined && run.lease_until !== undefined && run.lease_until > now
  );
}
