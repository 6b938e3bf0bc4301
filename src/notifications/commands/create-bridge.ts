import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import { newId } from '../../ledger/identifiers.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import { WorkspaceLookups } from '../../sessions/lookups/workspace-lookups.js';
import type { BridgeCreated } from '../domain/bridge-events.js';
import type { BridgeState } from '../domain/bridge-state.js';
import { bridgeStream } from '../domain/bridge-stream.js';
import { createBridge } from '../domain/decide/create-bridge.js';
import { BridgeLookups } from '../lookups/bridge-lookups.js';
import { appendBridge, nameOwner } from './append-bridge.js';

/** The id of a bridge to be, for what is kept beside it. */
export function newBridgeId(): string {
  return newId('brg');
}

/** Creates a bridge (`registries.md` 3) under an id just drawn. Refused: `workspace_not_found`, `duplicate_bridge`. */
export class CreateBridge extends Command<Committed<BridgeState>> {
  constructor(
    readonly bridge: BridgeCreated,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(CreateBridge)
export class CreateBridgeHandler implements ICommandHandler<CreateBridge> {
  constructor(
    private readonly lane: Lane,
    private readonly lookups: BridgeLookups,
    private readonly workspaces: WorkspaceLookups,
  ) {}

  execute({ bridge, context }: CreateBridge): Promise<Committed<BridgeState>> {
    const { id, name, workspace_id } = bridge;
    return this.lane.execute<BridgeState>({
      name: 'create_bridge',
      context,
      prepare: async (unit) => {
        await Promise.all([
          nameOwner(unit, this.lookups, name),
          workspace_id === undefined ? undefined : this.workspaces.resolve(unit, workspace_id),
        ]);
      },
      execute: async (unit) => {
        // It may have been deleted since the request named it.
        if (workspace_id !== undefined) await this.workspaces.require(unit, workspace_id, workspace_id);
        unit.fresh(bridgeStream, id);
        const state = await unit.load(bridgeStream, id);
        return appendBridge(unit, id, createBridge(state, bridge, await nameOwner(unit, this.lookups, name)));
      },
    });
  }
}
