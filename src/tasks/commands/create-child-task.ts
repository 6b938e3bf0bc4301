import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import { newId, newUuid } from '../../ledger/identifiers.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import type { Preparation } from '../../ledger/lane/preparation.js';
import { Rejection } from '../../ledger/rejection.js';
import { workspaceStream } from '../../sessions/domain/workspace-stream.js';
import { createChildTask } from '../domain/decide/create-child-task.js';
import { existingTask, type TaskState } from '../domain/task-state.js';
import { taskStream } from '../domain/task-stream.js';
import { TaskLinks } from '../lookups/task-links.js';
import { appended } from './appended.js';
import type { NewTask } from './create-task.js';
import { type ExpectedSeq, requireTask } from './precondition.js';
import { requireWorkspace } from './require-workspace.js';

export type NewChildTask = NewTask & { readonly parent_task_id: string };

/**
 * Creates a task below another one (`tasks.md` 6.11). Refused in this order: `validation_failed` for the parent's own id,
 * `workspace_not_found`, `task_not_found`, `precondition_failed` (the parent's), `invalid_scope_binding`,
 * `too_many_children`, `hierarchy_too_deep`, `duplicate_task_id`.
 */
export class CreateChildTask extends Command<Committed<TaskState>> {
  constructor(
    readonly task: NewChildTask,
    readonly context: CommandContext,
    readonly expected?: ExpectedSeq,
  ) {
    super();
  }
}

@CommandHandler(CreateChildTask)
export class CreateChildTaskHandler implements ICommandHandler<CreateChildTask> {
  constructor(
    private readonly lane: Lane,
    private readonly links: TaskLinks,
  ) {}

  execute({ task, context, expected }: CreateChildTask): Promise<Committed<TaskState>> {
    const id = task.id ?? newId('task');
    const parentId = task.parent_task_id;
    if (id === parentId) {
      return Promise.reject(
        new Rejection('validation_failed', 'create_child_task.id must not be the id of the parent'),
      );
    }
    const fields = { ...task, id, uuid: newUuid() };
    return this.lane.execute<TaskState>({
      name: 'create_child_task',
      context,
      prepare: (unit) => this.prepare(unit, task),
      execute: async (unit) => {
        await requireWorkspace(unit, task.workspace_id);
        const parent = await requireTask(unit, parentId, expected);
        if (task.id === undefined) unit.fresh(taskStream, id);
        const creation = createChildTask(parent, await unit.load(taskStream, id), fields, {
          number: unit.nextPosition,
          parent_depth: await depthOf(unit, parent),
        });
        if (creation instanceof Rejection) throw creation;
        const child = appended(unit.append(taskStream, id, creation.child));
        unit.append(taskStream, parentId, creation.parent);
        return child;
      },
    });
  }

  private async prepare(unit: Preparation, task: NewChildTask): Promise<void> {
    const [parent] = await Promise.all([
      unit.load(taskStream, task.parent_task_id),
      unit.get(this.links.childrenOf, task.parent_task_id),
      task.id === undefined ? undefined : unit.load(taskStream, task.id),
      task.workspace_id === undefined ? undefined : unit.load(workspaceStream, task.workspace_id),
    ]);
    const state = existingTask(parent);
    if (state) await depthOf(unit, state);
  }
}

/** The task's level in its hierarchy, a root's being 1. */
async function depthOf(unit: Preparation, task: TaskState): Promise<number> {
  let depth = 1;
  let above = task.parent_task_id;
  while (above !== undefined) {
    depth += 1;
    above = existingTask(await unit.load(taskStream, above))?.parent_task_id;
  }
  return depth;
}
