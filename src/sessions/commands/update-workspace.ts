import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import { updateWorkspace } from '../domain/decide/update-workspace.js';
import type { WorkspaceUpdated } from '../domain/workspace-events.js';
import type { WorkspaceState } from '../domain/workspace-state.js';
import { workspaceStream } from '../domain/workspace-stream.js';
import { appendWorkspace, workspaceOwners } from './append-workspace.js';
import { WorkspaceLookups } from '../lookups/workspace-lookups.js';

/**
 * Renames a workspace, or gives it another path; a path of null takes it away. Refused: `workspace_not_found`,
 * `duplicate_workspace`.
 */
export class UpdateWorkspace extends Command<Committed<WorkspaceState>> {
  constructor(
    readonly change: WorkspaceUpdated,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(UpdateWorkspace)
export class UpdateWorkspaceHandler implements ICommandHandler<UpdateWorkspace> {
  constructor(
    private readonly lane: Lane,
    private readonly lookups: WorkspaceLookups,
  ) {}

  execute({ change, context }: UpdateWorkspace): Promise<Committed<WorkspaceState>> {
    return this.lane.execute<WorkspaceState>({
      name: 'update_workspace',
      context,
      prepare: async (unit) => {
        await Promise.all([unit.load(workspaceStream, change.id), workspaceOwners(unit, this.lookups, change)]);
      },
      execute: async (unit) => {
        const state = await unit.load(workspaceStream, change.id);
        const owners = await workspaceOwners(unit, this.lookups, change);
        return appendWorkspace(unit, change.id, updateWorkspace(state, change, owners));
      },
    });
  }
}
