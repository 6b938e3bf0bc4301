import { sees, type Visibility } from '../../../http/identity/visibility.js';
import { stripClaimTokens } from '../../../http/redaction/claim-token.js';
import type { Dependency, DependencyReference, Task, TaskReference, TaskSummary } from '../../../http/schemas/index.js';
import type { OpenRun } from '../../views/run-tables.js';
import type { DependencyView, Documents, ReferencedTask, TaskWithActivity } from '../../views/task-reader.js';
import { presentRunSummary } from './present-run.js';

/** A task as mutations and details answer it. Unset members are undefined and so left out (`http.md` 8). */
export function presentTask(task: TaskWithActivity, documents: Documents | undefined): Task {
  return Object.assign(core(task), {
    description: textOf(documents?.description),
    metadata: documents?.metadata === undefined ? undefined : stripClaimTokens(documents.metadata),
  });
}

/** A task as lists answer it; `dependencies` are those of its edges that the caller may see. */
export function presentTaskSummary(
  task: TaskWithActivity,
  openRun: OpenRun | undefined,
  dependencies: readonly DependencyView[] = [],
): TaskSummary {
  return Object.assign(core(task), {
    child_count: task.child_count || undefined,
    dependency_count: dependencies.length || undefined,
    dependencies: dependencies.length === 0 ? undefined : dependencies.map(presentDependencyReference),
    active_run: openRun && presentRunSummary(openRun, task.max_attempts, openRun.error),
    last_activity_at: task.last_activity_at,
  });
}

/** The edges to tasks that the caller may see, ids and number included (`registries.md` 5). */
export function visibleEdges(
  edges: readonly DependencyView[] | undefined,
  visibility: Visibility,
): readonly DependencyView[] {
  return (edges ?? []).filter((edge) => sees(visibility, edge.depends_on.workspace_id));
}

/** An edge as it is stored; its kind is always the same. */
export function presentDependency(edge: DependencyView): Dependency {
  const { task_id, depends_on_task_id, created_at } = edge;
  return { task_id, depends_on_task_id, kind: 'blocks', created_at };
}

/** An edge with the task that is waited for. */
export function presentDependencyReference(edge: DependencyView): DependencyReference {
  return { ...presentDependency(edge), depends_on: presentTaskReference(edge.depends_on) };
}

/** A task as other things refer to it. */
export function presentTaskReference(task: ReferencedTask): TaskReference {
  return {
    id: task.id,
    identifier: task.identifier ?? undefined,
    title: task.title,
    status: task.status,
    priority: task.priority,
    scope: task.scope,
    workspace_id: task.workspace_id ?? undefined,
    owner: ownerOf(task),
    paused: task.paused || undefined,
    effective_paused: task.paused_by_task_id !== null || undefined,
    paused_by_task_id: task.paused_by_task_id ?? undefined,
    latest_event_seq: task.latest_event_seq,
  };
}

/** Assigned, not spread: a literal that begins with a spread of so many members takes V8 over twenty times as long. */
function core(task: TaskWithActivity): Task {
  return Object.assign(presentTaskReference(task), {
    parent_task_id: task.parent_task_id ?? undefined,
    network_channel: task.network_channel ?? undefined,
    max_attempts: task.max_attempts,
    auto_enqueue_on_ready: task.auto_enqueue_on_ready || undefined,
    approval_policy: task.approval_policy,
    approval_state: task.approval_state,
    draft: task.status === 'draft' || undefined,
    current_run_id: task.current_run_id ?? undefined,
    paused_by: task.paused_by ?? undefined,
    paused_at: task.paused_at ?? undefined,
    paused_reason: task.paused_reason ?? undefined,
    created_by: { kind: task.created_by_kind, ref: task.created_by_ref },
    origin: { kind: task.origin_kind, ref: task.origin_ref },
    created_at: task.created_at,
    updated_at: task.updated_at,
    closed_at: task.closed_at ?? undefined,
  });
}

function ownerOf(task: ReferencedTask): TaskReference['owner'] {
  return task.owner_kind === null ? undefined : { kind: task.owner_kind, ref: task.owner_ref ?? '' };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
