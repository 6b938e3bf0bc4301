import type { ActiveRunItem } from '../../http/schemas/index.js';
import type { AssessedRun } from '../views/assessment.js';

/** An active run as the dashboard lists it (`views.md` 1.9). It has no error: those that need attention are not listed. */
export function presentActiveRun({ run, task, age_ms, stuck }: AssessedRun): ActiveRunItem {
  return {
    task_id: task.id,
    task_identifier: task.identifier ?? undefined,
    task_title: task.title,
    task_status: task.status,
    task_priority: task.priority,
    task_owner: task.owner_kind === null ? undefined : { kind: task.owner_kind, ref: task.owner_ref ?? '' },
    scope: task.scope,
    workspace_id: task.workspace_id ?? undefined,
    latest_event_seq: task.latest_event_seq,
    run_id: run.run_id,
    run_status: run.status,
    attempt: run.attempt,
    max_attempts: task.max_attempts,
    session_id: run.session_id ?? undefined,
    network_channel: run.run_channel === '' ? undefined : run.run_channel,
    last_activity_at: run.activity_at,
    age_ms,
    health_status: stuck ? 'warn' : 'ok',
    stuck,
  };
}
