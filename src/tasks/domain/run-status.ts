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

/**
 * What moves a run from one status to another (`runs.md` 1.2, with its choices). An event whose pair is not here can
 * neither be decided nor folded.
 */
export const RUN_TRANSITIONS = {
  claim: { from: ['queued'], to: 'claimed' },
  start: { from: ['claimed'], to: 'starting' },
  run: { from: ['starting', 'claimed'], to: 'running' },
  complete: { from: ['claimed', 'starting', 'running'], to: 'completed' },
  fail: { from: ['claimed', 'starting', 'running'], to: 'failed' },
  force_fail: { from: ['queued', 'claimed', 'needs_attention'], to: 'failed' },
  release: { from: ['claimed', 'starting', 'running'], to: 'queued' },
  expire: { from: ['claimed', 'starting', 'running'], to: 'queued' },
  cancel: { from: ['queued', 'claimed', 'starting', 'running', 'needs_attention'], to: 'canceled' },
  flag: { from: ['queued'], to: 'needs_attention' },
} as const satisfies Record<string, { from: readonly RunStatus[]; to: RunStatus }>;

export type RunTransition = keyof typeof RUN_TRANSITIONS;

export function allows(transition: RunTransition, status: RunStatus): boolean {
  return (RUN_TRANSITIONS[transition].from as readonly RunStatus[]).includes(status);
}

/** "Later than" of two runs: higher attempt, then later queued, then greater id (`views.md` 0.4). */
export function isLater(a: RunState, b: RunState): boolean {
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
