import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { randomUUID } from 'node:crypto';
import type { CommandContext } from '../../ledger/event.js';
import { newId } from '../../ledger/identifiers.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import type { UnitOfWork } from '../../ledger/lane/unit-of-work.js';
import { Rejection } from '../../ledger/rejection.js';
import { existingWorkspace } from '../../sessions/domain/workspace-state.js';
import { workspaceStream } from '../../sessions/domain/workspace-stream.js';
import { createTask, type CreateTask as CreateTaskFields } from '../domain/decide/create-task.js';
import type { TaskState } from '../domain/task-state.js';
import { taskStream } from '../domain/task-stream.js';

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
    const fields: CreateTaskFields = { ...task, id, uuid: randomUUID() };
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
        return existingState(unit.append(taskStream, id, createTask(state, fields, { number: unit.nextPosition })));
      },
    });
  }
}

/** The workspace may have been deleted since the request named it. */
async function requireWorkspace(unit: UnitOfWork, workspaceId: string | undefined): Promise<void> {
  if (workspaceId === undefined) return;
  if (!existingWorkspace(await unit.load(workspaceStream, workspaceId))) {
    throw new Rejection('workspace_not_found', `workspace ${workspaceId} does not exist`);
  }
}

function existingState(state: TaskState | null): TaskState {
  if (state === null) throw new Error('an appended task has no state');
  return state;
}
