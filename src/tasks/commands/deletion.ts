import type { CommandUnit, Preparation } from '../../ledger/lane/preparation.js';
import { dependencyDropped } from '../domain/decide/settle-dependency.js';
import { existingTask } from '../domain/task-state.js';
import { taskStream } from '../domain/task-stream.js';
import type { TaskLinks } from '../lookups/task-links.js';

/**
 * What every deletion of a task touches: those who wait for it, and the lists of others that it leaves, which are its
 * parent's children and the dependents of what it waited for.
 */
export async function prepareDeletion(unit: Preparation, links: TaskLinks, taskId: string): Promise<void> {
  const [stream] = await Promise.all([unit.load(taskStream, taskId), links.loadDependents(unit, taskId)]);
  const task = existingTask(stream);
  if (!task) return;
  const parentId = task.parent_task_id;
  await Promise.all([
    ...(parentId === undefined ? [] : [unit.load(taskStream, parentId), unit.get(links.childrenOf, parentId)]),
    ...task.dependencies.map((edge) => unit.get(links.dependentsOf, edge.depends_on_task_id)),
  ]);
}

/** Takes a deleted task out of the edges of those who waited for it, in order of their ids, whom it answers. */
export async function dropEdgesTo(unit: CommandUnit, links: TaskLinks, taskId: string): Promise<string[]> {
  const waited = ((await unit.get(links.dependentsOf, taskId)) ?? []).map(({ task_id }) => task_id).sort();
  const told: string[] = [];
  for (const id of waited) {
    const dependent = existingTask(await unit.load(taskStream, id));
    if (!dependent) continue;
    unit.append(taskStream, id, dependencyDropped(dependent, taskId));
    told.push(id);
  }
  return told;
}
