import type { DiagnosticDraft } from '../../../ledger/rejection.js';
import type { InspectedRun } from '../../domain/inspect/inspected-run.js';
import type { InspectedSession } from '../../domain/inspect/inspection.js';
import type { NextAction } from '../../domain/inspect/next-action.js';
import type { OpenRun } from '../run-tables.js';
import type { DependencyView, TaskWithActivity } from '../task-reader.js';
import type { RecentEvent } from './recent-events.js';
import type { SchedulerPause } from './scheduler-pause.js';

/** A task or run with what surrounds it, all of it as of one moment, and the verdict on it (`views.md` 8.1). */
export interface InspectView {
  readonly target: 'task' | 'run';
  /** By the database's clock. */
  readonly as_of: string;
  readonly task: TaskWithActivity;
  readonly openRun: OpenRun | undefined;
  readonly dependencies: readonly DependencyView[];
  readonly currentRun: InspectedRun | undefined;
  /** The latest runs of the task, latest first. */
  readonly recentRuns: readonly InspectedRun[];
  /** Oldest first. */
  readonly recentEvents: readonly RecentEvent[];
  readonly session: InspectedSession | undefined;
  readonly scheduler: SchedulerPause;
  readonly diagnostics: readonly DiagnosticDraft[];
  readonly nextAction: NextAction;
}
