import { Rejection } from '../../../ledger/rejection.js';
import type { TaskEvent } from '../task-events.js';
import { effectivePause, type TaskState, type TaskStream } from '../task-state.js';
import { createTask, type CreateTask } from './create-task.js';

/** Levels of a hierarchy, its root included, and direct children of one task, whatever their status (`tasks.md` 1.3). */
const MAX_DEPTH = 8;
const MAX_CHILDREN = 64;

export type CreateChildTask = CreateTask & { readonly parent_task_id: string };

export interface ChildFacts {
  /** The child's integer alias, unique over all tasks. */
  readonly number: number;
  /** The parent's level; a root's is 1. */
  readonly parent_depth: number;
}

/** What a new child means to the two streams: first its own, then its parent's (`tasks.md` 8.5). */
export interface ChildCreation {
  readonly child: TaskEvent[];
  readonly parent: TaskEvent[];
}

/**
 * `task.created` on the child and `task.child_created` on the parent, whatever the parent's status (`tasks.md` 6.11).
 * Refused in this order: `invalid_scope_binding`, `too_many_children`, `hierarchy_too_deep`, `duplicate_task_id`.
 */
export function createChildTask(
  parent: TaskState,
  child: TaskStream,
  command: CreateChildTask,
  facts: ChildFacts,
): ChildCreation | Rejection {
  const refusal = refuseScope(parent, command) ?? refuseBeyondLimits(parent, facts.parent_depth);
  if (refusal) return refusal;
  const pausedBy = effectivePause(parent);
  const fields = pausedBy === undefined ? command : { ...command, pause_inherited_from: pausedBy };
  const created = createTask(child, fields, { number: facts.number });
  if (created instanceof Rejection) return created;
  const data = {
    child_task_id: command.id,
    child_scope: command.scope,
    ...(command.workspace_id === undefined ? {} : { child_workspace_id: command.workspace_id }),
  };
  return { child: created, parent: [{ type: 'task.child_created', data }] };
}

/** A global task may have children anywhere, a task of a workspace only there (`tasks.md` 1.2). */
function refuseScope(parent: TaskState, command: CreateChildTask): Rejection | undefined {
  if (parent.scope === 'global') return undefined;
  if (command.scope === 'workspace' && command.workspace_id === parent.workspace_id) return undefined;
  return new Rejection(
    'invalid_scope_binding',
    `create_child_task.workspace must be that of parent ${parent.id}, which is a workspace task`,
  );
}

function refuseBeyondLimits(parent: TaskState, depth: number): Rejection | undefined {
  if (parent.child_count >= MAX_CHILDREN) {
    return new Rejection('too_many_children', `task ${parent.id} has ${parent.child_count} children already`);
  }
  if (depth >= MAX_DEPTH) {
    return new Rejection('hierarchy_too_deep', `task ${parent.id} is on level ${depth} of at most ${MAX_DEPTH}`);
  }
  return undefined;
}
