import { canonicalJson } from '../../ledger/canonical-json.js';
import type { Json } from '../../ledger/event.js';
import type { InlineView, RowSink, StreamChange } from '../../ledger/lane/inline-view.js';
import type { Recorded } from '../../ledger/stream-type.js';
import type { TaskEvent } from '../domain/task-events.js';
import { existingTask, type TaskState, type TaskStream } from '../domain/task-state.js';
import { readWebTask, type WebTaskSettings } from '../domain/web-task.js';
import { failureOf, latestRun, type WebTaskRunKind } from '../domain/web-task-runs.js';
import {
  WEB_TASK_RUNS,
  WEB_TASK_TEXTS,
  WEB_TASK_TEXTS_NAMES,
  WEB_TASKS,
  type WebTaskTextName,
} from './web-task-tables.js';

type Change = StreamChange<TaskStream, TaskEvent>;

const KINDS: readonly WebTaskRunKind[] = ['schema', 'execution'];

/** The web tasks: rows of those tasks alone that were made to be one, gone with the task (`http.md` 12). */
export const webTaskView: InlineView<TaskStream, TaskEvent> = {
  name: 'web_task',
  // From the second on, ledgers that were there before it build it by themselves.
  version: 2,
  category: 'task',
  tables: [WEB_TASKS, WEB_TASK_TEXTS, WEB_TASK_RUNS],

  project(change: Change, rows: RowSink): void {
    const before = existingTask(change.before);
    const after = existingTask(change.after);
    if (!after?.web_task) {
      if (!after && before?.web_task) removeWebTask(before.id, rows);
      return;
    }
    for (const event of change.events) {
      if (event.type === 'task.created') putCreated(after, readWebTask(event.data.metadata), rows);
      else projectSchemas(after.id, event, rows);
    }
    projectBindings(before, after, rows);
    for (const kind of KINDS) projectRun(kind, change, rows);
  },
};

function removeWebTask(task_id: string, rows: RowSink): void {
  rows.remove(WEB_TASKS, { task_id });
  for (const name of WEB_TASK_TEXTS_NAMES) rows.remove(WEB_TASK_TEXTS, { task_id, name });
  for (const kind of KINDS) rows.remove(WEB_TASK_RUNS, { task_id, kind });
}

function putCreated(task: TaskState, web: WebTaskSettings | undefined, rows: RowSink): void {
  if (!web) throw new Error(`task ${task.id} is a web task whose metadata do not say so`);
  rows.put(WEB_TASKS, {
    task_id: task.id,
    workspace_id: task.workspace_id ?? null,
    created_by: task.created_by.kind === 'human' ? task.created_by.ref : null,
    created_at: task.created_at,
    website: web.website,
    auto_generate_schemas: web.auto_generate_schemas,
    creation_secrets: canonicalJson(web.creation_secrets),
  });
  if (web.input_schema !== undefined) putText(task.id, 'input_schema', schemaText(web.input_schema), rows);
  if (web.output_schema !== undefined) putText(task.id, 'output_schema', schemaText(web.output_schema), rows);
  if (web.required_secrets) putText(task.id, 'required_secrets', canonicalJson(web.required_secrets), rows);
}

/** A text stays as its author wrote it. */
function schemaText(schema: Json): string {
  return typeof schema === 'string' ? schema : canonicalJson(schema);
}

function projectSchemas(taskId: string, event: Recorded<TaskEvent>, rows: RowSink): void {
  if (event.type === 'task.schemas_reset' && event.data.cleared) {
    for (const name of ['input_schema', 'output_schema'] as const)
      rows.remove(WEB_TASK_TEXTS, { task_id: taskId, name });
  }
  if (event.type !== 'task.schemas_generated') return;
  const { input_schema, output_schema, required_secrets } = event.data;
  if (input_schema !== undefined) putText(taskId, 'input_schema', input_schema, rows);
  if (output_schema !== undefined) putText(taskId, 'output_schema', output_schema, rows);
  if (required_secrets !== undefined) putText(taskId, 'required_secrets', canonicalJson(required_secrets), rows);
}

function projectBindings(before: TaskState | undefined, after: TaskState, rows: RowSink): void {
  const [was, is] = [before?.web_task?.secret_bindings, after.web_task?.secret_bindings];
  if (was === is) return;
  if (is === undefined) rows.remove(WEB_TASK_TEXTS, { task_id: after.id, name: 'secret_bindings' });
  else putText(after.id, 'secret_bindings', canonicalJson(is), rows);
}

function putText(task_id: string, name: WebTaskTextName, value: string, rows: RowSink): void {
  rows.put(WEB_TASK_TEXTS, { task_id, name, value });
}

function projectRun(kind: WebTaskRunKind, { before, after, events }: Change, rows: RowSink): void {
  const [was, is] = [existingTask(before), existingTask(after)];
  const run = is && latestRun(is, kind);
  const then = was && latestRun(was, kind);
  if (!run || (run.id === then?.id && run.status === then.status)) return;
  const end = events.findLast((event) => event.type === 'task.run_failed' && event.data.run_id === run.id);
  rows.put(WEB_TASK_RUNS, {
    task_id: is.id,
    kind,
    run_id: run.id,
    status: run.status,
    failure: failureOf(run, end?.actor) ?? null,
  });
}
