import type { TaskEvent } from '../task-events.js';
import type { DependencyState, TaskState } from '../task-state.js';
import { deriveStatus } from '../task-status.js';

/** The internal event of a dependent whose blocker became completed, or is so no longer (`tasks.md` 4.4). */
export function dependencyChanged(task: TaskState, blockerId: string, satisfied: boolean): TaskEvent[] {
  const edge = task.dependencies.find((one) => one.depends_on_task_id === blockerId);
  if (!edge || edge.satisfied === satisfied) return [];
  const dependencies = task.dependencies.map((one) => (one === edge ? { ...one, satisfied } : one));
  const data = { depends_on_task_id: blockerId, satisfied, task_status: statusWithDependencies(task, dependencies) };
  return [{ type: 'task.dependency_changed', data }];
}

/** The internal event of a dependent whose blocker was deleted: the edge is gone (`tasks.md` 6.5). */
export function dependencyDropped(task: TaskState, blockerId: string): TaskEvent[] {
  const dependencies = task.dependencies.filter((one) => one.depends_on_task_id !== blockerId);
  if (dependencies.length === task.dependencies.length) return [];
  const data = { depends_on_task_id: blockerId, task_status: statusWithDependencies(task, dependencies) };
  return [{ type: 'task.dependency_dropped', data }];
}

/** The task's status with these edges. */
export function statusWithDependencies(task: TaskState, dependencies: readonly DependencyState[]): TaskState['status'] {
  return deriveStatus({ ...task, dependencies });
}
