import type { Preparation } from '../../ledger/lane/preparation.js';
import { taskStream } from '../domain/task-stream.js';
import type { TaskLinks } from '../lookups/task-links.js';

/** Loads a task with everything below it: one read of the tree, one of its streams. */
export async function loadSubtree(unit: Preparation, links: TaskLinks, taskId: string): Promise<void> {
  const ids = await links.subtreeOf(unit, taskId);
  await Promise.all(ids.map((id) => unit.load(taskStream, id)));
}
