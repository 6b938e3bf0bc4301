import { publishDiagnostic } from '../../../http/errors/diagnostic.js';
import type { Visibility } from '../../../http/identity/visibility.js';
import type { Inspect, InspectEvent, InspectRun, InspectScheduler } from '../../../http/schemas/index.js';
import type { InspectedRun } from '../../domain/inspect/inspected-run.js';
import type { InspectView } from '../../views/inspect/inspect-view.js';
import type { RecentEvent } from '../../views/inspect/recent-events.js';
import { presentTaskSummary, visibleEdges } from './present-task.js';

/** What inspectTask and inspectRun answer to a caller who may see so much (`views.md` 8.1). */
export function presentInspection(view: InspectView, visibility: Visibility): Inspect {
  return {
    target: view.target,
    task: presentTaskSummary(view.task, view.openRun, visibleEdges(view.dependencies, visibility)),
    current_run: view.currentRun && presentInspectedRun(view.currentRun),
    recent_runs: filled(view.recentRuns.map(presentInspectedRun)),
    recent_events: filled(view.recentEvents.map(presentRecentEvent)),
    bound_session: view.session,
    scheduler: presentPause(view.scheduler),
    diagnostics: filled(view.diagnostics.map(publishDiagnostic)),
    next_action: view.nextAction,
    as_of: view.as_of,
  };
}

/** Counts are left out while they are 0 (`views.md` 0.3). */
function presentInspectedRun(run: InspectedRun): InspectRun {
  return { ...run, retries: run.retries || undefined };
}

function presentRecentEvent({ run_id, session_id, ...event }: RecentEvent): InspectEvent {
  return { ...event, run_id: run_id ?? undefined, session_id: session_id ?? undefined };
}

function presentPause({
  paused,
  paused_by,
  paused_at,
  reason,
  updated_at,
}: InspectView['scheduler']): InspectScheduler {
  return {
    paused,
    paused_by: paused_by ?? undefined,
    paused_at: paused_at ?? undefined,
    reason: reason ?? undefined,
    updated_at: updated_at ?? undefined,
  };
}

/** Empty lists are left out (`views.md` 0.3). */
function filled<T>(items: T[]): T[] | undefined {
  return items.length === 0 ? undefined : items;
}
