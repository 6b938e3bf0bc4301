import type { Actor } from '../../ledger/event.js';

/** The stored events of the scheduler's stream (`runs.md` 6). They belong to no task and show in no task's timeline. */
export interface SchedulerPaused {
  readonly by: Actor;
  readonly reason?: string;
  readonly previous_paused: boolean;
  /** Runs claimed, starting or running at this position of the log. */
  readonly active_claims: number;
}

export interface SchedulerResumed {
  readonly by: Actor;
  readonly reason?: string;
  readonly previous_paused: boolean;
  readonly active_claims: number;
}

export interface DrainStarted {
  readonly drain_id: string;
  readonly by: Actor;
  readonly reason: string;
  readonly previous_paused: boolean;
  readonly started_at: string;
  /** When a drain that has not ended is given up. */
  readonly deadline_at: string;
}

export interface DrainCompleted {
  readonly drain_id: string;
  readonly by: Actor;
  readonly reason: string;
  readonly previous_paused: boolean;
  /** False where somebody resumed meanwhile. */
  readonly paused: boolean;
  readonly remaining_claims: number;
  readonly timed_out: boolean;
  readonly started_at: string;
  readonly completed_at: string;
}

export type SchedulerEvent =
  | { readonly type: 'scheduler.paused'; readonly data: SchedulerPaused }
  | { readonly type: 'scheduler.resumed'; readonly data: SchedulerResumed }
  | { readonly type: 'scheduler.drain_started'; readonly data: DrainStarted }
  | { readonly type: 'scheduler.drain_completed'; readonly data: DrainCompleted };
