import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import { deleteWorkspace } from '../domain/decide/delete-workspace.js';
import type { WorkspaceState } from '../domain/workspace-state.js';
import { workspaceStream } from '../domain/workspace-stream.js';
import { appendWorkspace } from './append-workspace.js';
import { TasksOfWorkspace } from '../lookups/tasks-of-workspace.js';

/** Deletes an empty workspace; its id is never free again. Refused: `workspace_not_found`, `workspace_not_empty`. */
export class DeleteWorkspace extends Command<Committed<WorkspaceState>> {
  constructor(
    readonly id: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(DeleteWorkspace)
export class DeleteWorkspaceHandler implements ICommandHandler<DeleteWorkspace> {
  constructor(
    private readonly lane: Lane,
    private readonly tasks: TasksOfWorkspace,
  ) {}

  execute({ id, context }: DeleteWorkspace): Promise<Committed<WorkspaceState>> {
    return this.lane.execute<WorkspaceState>({
      name: 'delete_workspace',
      context,
      prepare: async (unit) => {
        await Promise.all([unit.load(workspaceStream, id), unit.get(this.tasks.count, id)]);
      },
      execute: async (unit) => {
        const state = await unit.load(workspaceStream, id);
        const tasks = (await unit.get(this.tasks.count, id)) ?? 0;
        return appendWorkspace(unit, id, deleteWorkspace(state, { id }, { tasks }));
      },
    });
  }
}
