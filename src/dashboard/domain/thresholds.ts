import type { StuckAfter } from './run-age.js';

/** What the operator has set for the dashboard (`views.md` 1.11), times in ms. */
export interface Thresholds {
  readonly stuckAfter: StuckAfter;
  readonly backlogWarnAfter: number;
  readonly staleAfter: number;
  /** How many active runs are shown at most. */
  readonly activeRunLimit: number;
  /** How far back forced stops are counted. */
  readonly forcedStopsWindow: number;
}
