import type { InspectedRun } from '../../../../src/tasks/domain/inspect/inspected-run.js';
import type { Inspection } from '../../../../src/tasks/domain/inspect/inspection.js';

export const NOW = '2026-05-05T10:30:00.000Z';

/** The time so many ms before the inspection; negative: after it. */
export const ago = (ms: number): string => new Date(Date.parse(NOW) - ms).toISOString();

/** A run as it stands at `NOW`, queued just now unless something else is said. */
export function run(more: Partial<InspectedRun> = {}): InspectedRun {
  return { run_id: 'run-1', task_id: 'task-1', status: 'queued', attempt: 1, retries: 0, queued_at: NOW, ...more };
}

/** An inspection of a ready task; nobody is there who could take a run. */
export function inspection(more: Partial<Inspection> = {}): Inspection {
  return {
    as_of: NOW,
    task_status: 'ready',
    recent_runs: more.run ? [more.run] : [],
    scheduler_paused: false,
    eligible_sessions: 0,
    ...more,
  };
}
