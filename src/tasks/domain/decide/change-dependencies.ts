import { Rejection } from '../../../ledger/rejection.js';
import type { TaskEvent } from '../task-events.js';
import type { TaskState } from '../task-state.js';
import { statusWithDependencies } from './settle-dependency.js';

/** Edges that lead from one task (`tasks.md` 1.3). */
const MAX_DEPENDENCIES = 32;

/** An edge with the meaning of its only kind: the task waits for the other one to be completed. */
export interface Edge {
  readonly task_id: string;
  readonly depends_on_task_id: string;
}

export interface AddFacts {
  readonly now: string;
  /** The task that is to be waited for. */
  readonly target: Target;
  /** Whether the target already depends on the task, over however many edges. */
  readonly closes_cycle: boolean;
}

type Target = Pick<TaskState, 'status' | 'workspace_id'>;

/**
 * `task.dependency_added`, in every status of either task (`tasks.md` 6.12). Refused in this order: `dependency_exists`,
 * `too_many_dependencies`, `dependency_cycle`.
 */
export function addDependency(task: TaskState, edge: Edge, facts: AddFacts): TaskEvent[] | Rejection {
  const { depends_on_task_id } = edge;
  if (hasEdge(task, edge)) {
    return new Rejection('dependency_exists', `task ${task.id} depends on ${depends_on_task_id} already`);
  }
  if (task.dependencies.length >= MAX_DEPENDENCIES) {
    return new Rejection(
      'too_many_dependencies',
      `task ${task.id} has ${task.dependencies.length} dependencies already`,
    );
  }
  if (facts.closes_cycle) {
    return new Rejection('dependency_cycle', `task ${depends_on_task_id} depends on ${task.id}, directly or not`);
  }
  const satisfied = facts.target.status === 'completed';
  const added = { depends_on_task_id, created_at: facts.now, satisfied };
  const task_status = statusWithDependencies(task, [...task.dependencies, added]);
  const data = { ...named(edge, facts.target), satisfied, task_status };
  return [{ type: 'task.dependency_added', data }];
}

/** `task.dependency_removed`; never enqueues (`tasks.md` 6.13). Refused: `dependency_not_found`. */
export function removeDependency(
  task: TaskState,
  edge: Edge,
  facts: { readonly target: Target | undefined },
): TaskEvent[] | Rejection {
  const { depends_on_task_id } = edge;
  if (!hasEdge(task, edge)) {
    return new Rejection('dependency_not_found', `task ${task.id} does not depend on ${depends_on_task_id}`);
  }
  const kept = task.dependencies.filter((one) => one.depends_on_task_id !== depends_on_task_id);
  const data = { ...named(edge, facts.target), task_status: statusWithDependencies(task, kept) };
  return [{ type: 'task.dependency_removed', data }];
}

function hasEdge(task: TaskState, { depends_on_task_id }: Edge): boolean {
  return task.dependencies.some((edge) => edge.depends_on_task_id === depends_on_task_id);
}

function named({ depends_on_task_id }: Edge, target: Target | undefined) {
  const workspaceId = target?.workspace_id;
  return {
    depends_on_task_id,
    kind: 'blocks',
    ...(workspaceId === undefined ? {} : { depends_on_workspace_id: workspaceId }),
  } as const;
}
