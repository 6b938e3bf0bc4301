import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import { newId, newUuid } from '../../ledger/identifiers.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import { workspaceStream } from '../../sessions/domain/workspace-stream.js';
import { appended } from './appended.js';
import { createTask, type CreateTask as CreateTaskFields } from '../domain/decide/create-task.js';
import type { TaskState } from '../domain/task-state.js';
import { taskStream } from '../domain/task-stream.js';
import { requireWorkspace } from './require-workspace.js';

/** What a caller may say of a new task; `id` is drawn when it gives none (`tasks.md` 6.2). */
export type NewTask = Omit<CreateTaskFields, 'id' | 'uuid'> & { readonly id?: string };

/** Creates a task; never enqueues. Refused: `duplicate_task_id`, `workspace_not_found`. */
export class CreateTask extends Command<Committed<TaskState>> {
  constructor(
    readonly task: NewTask,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(CreateTask)
export class CreateTaskHandler implements ICommandHandler<CreateTask> {
  constructor(private readonly lane: Lane) {}

  execute({ task, context }: CreateTask): Promise<Committed<TaskState>> {
    const id = task.id ?? newId('task');
    const fields: CreateTaskFields = { ...task, id, uuid: newUuid() };
    return this.lane.execute<TaskState>({
      name: 'create_task',
      context,
      prepare: async (unit) => {
        await Promise.all([
          task.id === undefined ? undefined : unit.load(taskStream, id),
          task.workspace_id === undefined ? undefined : unit.load(workspaceStream, task.workspace_id),
        ]);
      },
      execute: async (unit) => {
        await requireWorkspace(unit, task.workspace_id);
        if (task.id === undefined) unit.fresh(taskStream, id);
        const state = await unit.load(taskStream, id);
        return appended(unit.append(taskStream, id, createTask(state, fields, { number: unit.nextPosition })));
      },
    });
  }
}
