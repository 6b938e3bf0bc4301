import type { RunState } from '../../tasks/domain/task-state.js';
import type { RunStatus } from '../../tasks/domain/vocabulary.js';

/** Runs that somebody waits for or works on; `needs_attention` is not among them (`views.md` 0.4). */
export const ACTIVE_STATUSES = ['queued', 'claimed', 'starting', 'running'] as const;
export type ActiveStatus = (typeof ACTIVE_STATUSES)[number];

/** Active runs that somebody has: only these can be stuck. */
export const HELD_STATUSES = ['claimed', 'starting', 'running'] as const;
export type HeldStatus = (typeof HELD_STATUSES)[number];

/** The more of a run is under way, the higher (`views.md` 0.4). */
export const ACTIVE_RANK: Readonly<Record<ActiveStatus, number>> = { running: 4, starting: 3, claimed: 2, queued: 1 };

/** From what age on a run is stuck, by status, in ms; 0: never. */
export type StuckAfter = Readonly<Record<HeldStatus, number>>;

export type RunTimes = Pick<RunState, 'status' | 'queued_at' | 'claimed_at' | 'started_at' | 'ended_at'>;

export function isActiveStatus(status: RunStatus): status is ActiveStatus {
  return status in ACTIVE_RANK;
}

function isHeld(status: RunStatus): status is HeldStatus {
  return isActiveStatus(status) && status !== 'queued';
}

/** The latest of a run's times; heartbeats do not count (`views.md` 0.4). */
export function runActivityAt({ queued_at, claimed_at = '', started_at = '', ended_at = '' }: RunTimes): string {
  return [queued_at, claimed_at, started_at, ended_at].reduce((latest, time) => (time > latest ? time : latest));
}

/** Since when a run is as far as it is; undefined for one that can never be stuck (`views.md` 1.6). */
export function heldSince({ status, queued_at, claimed_at, started_at }: RunTimes): string | undefined {
  if (!isHeld(status)) return undefined;
  return (status === 'running' ? started_at : undefined) ?? claimed_at ?? queued_at;
}

/** Whether the run is as old as the threshold of its status, or older: heartbeats keep no run from being stuck. */
export function isStuck(run: RunTimes, now: string, after: StuckAfter): boolean {
  const since = heldSince(run);
  const cutoff = isHeld(run.status) ? stuckBefore(run.status, now, after) : undefined;
  return since !== undefined && cutoff !== undefined && since <= cutoff;
}

/** Runs of this status that are so since then, or longer, are stuck; undefined where none ever is. */
export function stuckBefore(status: HeldStatus, now: string, after: StuckAfter): string | undefined {
  const threshold = after[status];
  return threshold > 0 ? new Date(Date.parse(now) - threshold).toISOString() : undefined;
}

/** How long an active run is as far as it is, in ms (`views.md` 1.9). */
export function runAgeMs({ status, queued_at, claimed_at, started_at }: RunTimes, now: string): number {
  const since = status === 'running' ? started_at : status === 'queued' ? undefined : claimed_at;
  return elapsedMs(since ?? queued_at, now);
}

/** From one time to another in ms; never below 0. */
export function elapsedMs(since: string, until: string): number {
  return Math.max(0, Date.parse(until) - Date.parse(since));
}
