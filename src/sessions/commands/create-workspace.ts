import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import { newId } from '../../ledger/identifiers.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import { createWorkspace } from '../domain/decide/create-workspace.js';
import type { WorkspaceState } from '../domain/workspace-state.js';
import { workspaceStream } from '../domain/workspace-stream.js';
import { appendWorkspace, workspaceOwners } from './append-workspace.js';
import { WorkspaceLookups } from '../lookups/workspace-lookups.js';

/** A workspace to be; `id` is drawn when none is given. */
export interface NewWorkspace {
  readonly id?: string;
  readonly name: string;
  readonly path?: string;
}

/** Creates a workspace (`registries.md` 1). Refused: `duplicate_workspace`. */
export class CreateWorkspace extends Command<Committed<WorkspaceState>> {
  constructor(
    readonly workspace: NewWorkspace,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(CreateWorkspace)
export class CreateWorkspaceHandler implements ICommandHandler<CreateWorkspace> {
  constructor(
    private readonly lane: Lane,
    private readonly lookups: WorkspaceLookups,
  ) {}

  execute({ workspace, context }: CreateWorkspace): Promise<Committed<WorkspaceState>> {
    const wanted = { ...workspace, id: workspace.id ?? newId('ws') };
    return this.lane.execute<WorkspaceState>({
      name: 'create_workspace',
      context,
      prepare: async (unit) => {
        await Promise.all([unit.load(workspaceStream, wanted.id), workspaceOwners(unit, this.lookups, wanted)]);
      },
      execute: async (unit) => {
        const state = await unit.load(workspaceStream, wanted.id);
        const owners = await workspaceOwners(unit, this.lookups, wanted);
        return appendWorkspace(unit, wanted.id, createWorkspace(state, wanted, owners));
      },
    });
  }
}
