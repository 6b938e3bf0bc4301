import type { QueueGroup } from '../domain/queue.js';
import type { Thresholds } from '../domain/thresholds.js';
import type { ActiveRuns } from './active-runs.js';
import type { Totals } from './selection.js';

/** Everything that the dashboard shows or follows from, as of one moment. */
export interface DashboardFigures {
  readonly now: string;
  /** Up to which the view has been written. */
  readonly position: number;
  readonly totals: Totals;
  /** Undefined without samples. */
  readonly claim_max_ms: number | undefined;
  readonly start_max_ms: number | undefined;
  readonly forced_stops: number;
  readonly queue: readonly QueueGroup[];
  readonly active: ActiveRuns;
  /** Undefined where there is no task. */
  readonly latest_activity_at: string | undefined;
  readonly thresholds: Thresholds;
}
