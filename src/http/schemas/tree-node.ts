import { Integer, Nested, NestedList, Text, Timestamp } from './properties.js';
import { RunSummary } from './run.js';
import { TaskReference } from './task-reference.js';

/** A task in the tree of its root (`tasks.md` 6.14). */
export class TreeNode {
  @Nested(() => TaskReference) task: TaskReference;
  @Text({ optional: true }) parent_task_id?: string;
  @Integer() depth: number;
  @Integer({ optional: true }) child_count?: number;
  @Nested(() => RunSummary, { optional: true }) active_run?: RunSummary;
  @Timestamp() last_activity_at: string;
}

/** A task with everything below it; the root is not repeated. */
export class TaskTree {
  @Nested(() => TreeNode) root: TreeNode;
  @NestedList(() => TreeNode, { optional: true }) descendants?: TreeNode[];
}
