import { stripClaimTokens } from '../../../http/redaction/claim-token.js';
import type { Visibility } from '../../../http/identity/visibility.js';
import type { TaskDetail, TaskEvent } from '../../../http/schemas/index.js';
import type { RecordedEvent } from '../../../ledger/event.js';
import type { ShownEvent, TaskDetailView } from '../../views/get-task.js';
import type { TaskWithActivity } from '../../views/task-reader.js';
import { presentRun } from './present-run.js';
import {
  presentDependency,
  presentDependencyReference,
  presentTask,
  presentTaskSummary,
  visibleEdges,
} from './present-task.js';
import { visiblePayload } from './visible-payload.js';

/** What getTask answers to a caller who may see so much (`tasks.md` 6.3). */
export function presentTaskDetail(view: TaskDetailView, visibility: Visibility): TaskDetail {
  const { task, documents, openRuns } = view;
  const edgesOf = (id: string) => visibleEdges(view.dependencies.get(id), visibility);
  const summary = (one: TaskWithActivity) => presentTaskSummary(one, openRuns.get(one.id), edgesOf(one.id));
  return {
    summary: summary(task),
    task: presentTask(task, documents.get(task.id)),
    children: filled(view.children.map(summary)),
    dependencies: filled(edgesOf(task.id).map(presentDependency)),
    dependency_references: filled(edgesOf(task.id).map(presentDependencyReference)),
    runs: filled(view.runs.map((run) => presentRun(run, documents.get(run.id)))),
    events: filled(view.events.map((shown) => presentTaskEvent(task.id, shown, visibility))),
  };
}

function presentTaskEvent(taskId: string, { event, payload }: ShownEvent, visibility: Visibility): TaskEvent {
  return {
    id: event.eventId,
    task_id: taskId,
    run_id: runIdOf(event),
    event_type: event.type,
    actor: event.actor,
    origin: event.origin,
    payload: stripClaimTokens(visiblePayload(event, payload, visibility)),
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
