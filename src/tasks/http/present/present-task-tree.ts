import type { TaskTree, TreeNode } from '../../../http/schemas/index.js';
import type { TaskTreeView } from '../../views/get-task-tree.js';
import type { TaskInTree } from '../../views/task-reader.js';
import { presentRunSummary } from './present-run.js';
import { presentTaskReference } from './present-task.js';

/** What getTaskTree answers (`tasks.md` 6.14). */
export function presentTaskTree(view: TaskTreeView): TaskTree {
  const descendants = view.descendants.map((task) => node(task, view));
  return { root: node(view.root, view), descendants: descendants.length === 0 ? undefined : descendants };
}

function node(task: TaskInTree, { openRuns }: TaskTreeView): TreeNode {
  const openRun = openRuns.get(task.id);
  return {
    task: presentTaskReference(task),
    parent_task_id: task.parent_task_id ?? undefined,
    depth: task.depth,
    child_count: task.child_count || undefined,
    active_run: openRun && presentRunSummary(openRun, task.max_attempts, openRun.error),
    last_activity_at: task.last_activity_at,
  };
}
