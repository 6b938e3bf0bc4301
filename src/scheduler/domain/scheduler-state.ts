import type { Actor } from '../../ledger/event.js';

/** A drain that has neither reached zero claims nor its deadline. */
export interface OpenDrain {
  readonly id: string;
  readonly by: Actor;
  readonly reason: string;
  readonly previous_paused: boolean;
  readonly started_at: string;
  readonly deadline_at: string;
}

/** Whether claim-next hands out runs (`runs.md` 5). One for the whole service. */
export interface SchedulerState {
  readonly paused: boolean;
  /** `<actor kind>:<actor ref>`; the last three are there exactly while it is paused. */
  readonly paused_by?: string;
  readonly paused_at?: string;
  readonly reason?: string;
  /** Absent until somebody pauses for the first time. */
  readonly updated_at?: string;
  readonly drains: readonly OpenDrain[];
}

/** Nobody has ever paused. */
export const UNTOUCHED: SchedulerState = { paused: false, drains: [] };
