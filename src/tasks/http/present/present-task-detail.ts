import { stripClaimTokens } from '../../../http/redaction/claim-token.js';
import type { TaskDetail, TaskEvent } from '../../../http/schemas/index.js';
import type { RecordedEvent } from '../../../ledger/event.js';
import type { ShownEvent, TaskDetailView } from '../../views/get-task.js';
import { presentRun } from './present-run.js';
import { presentTask, presentTaskSummary } from './present-task.js';

/** What getTask answers (`tasks.md` 6.3). */
export function presentTaskDetail(view: TaskDetailView): TaskDetail {
  const { task, documents, openRuns } = view;
  return {
    summary: presentTaskSummary(task, openRuns.get(task.id)),
    task: presentTask(task, documents.get(task.id)),
    children: filled(view.children.map((child) => presentTaskSummary(child, openRuns.get(child.id)))),
    runs: filled(view.runs.map((run) => presentRun(run, documents.get(run.id)))),
    events: filled(view.events.map((shown) => presentTaskEvent(task.id, shown))),
  };
}

function presentTaskEvent(taskId: string, { event, payload }: ShownEvent): TaskEvent {
  return {
    id: event.eventId,
    task_id: taskId,
    run_id: runIdOf(event),
    event_type: event.type,
    actor: event.actor,
    origin: event.origin,
    payload: stripClaimTokens(payload),
    timestamp: event.recordedAt,
  };
}

/** The run an event is about, if it is about one. */
function runIdOf(event: RecordedEvent): string | undefined {
  const runId = event.data?.run_id;
  return typeof runId === 'string' ? runId : undefined;
}

/** Empty nested lists are left out (`http.md` 8). */
function filled<T>(items: T[]): T[] | undefined {
  return items.length === 0 ? undefined : items;
}
