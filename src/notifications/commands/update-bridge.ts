import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import type { BridgeUpdated } from '../domain/bridge-events.js';
import { type BridgeState, existingBridge } from '../domain/bridge-state.js';
import { bridgeStream } from '../domain/bridge-stream.js';
import { updateBridge } from '../domain/decide/update-bridge.js';
import { BridgeLookups } from '../lookups/bridge-lookups.js';
import { appendBridge, nameOwner } from './append-bridge.js';

export interface UpdatedBridge {
  readonly bridge: BridgeState;
  /** The id of a secret that is no longer in force. */
  readonly replaced_secret_id?: string;
}

/** Changes a bridge, and makes a failing one ready again. Refused: `bridge_not_found`, `duplicate_bridge`. */
export class UpdateBridge extends Command<Committed<UpdatedBridge>> {
  constructor(
    readonly change: BridgeUpdated,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(UpdateBridge)
export class UpdateBridgeHandler implements ICommandHandler<UpdateBridge> {
  constructor(
    private readonly lane: Lane,
    private readonly lookups: BridgeLookups,
  ) {}

  execute({ change, context }: UpdateBridge): Promise<Committed<UpdatedBridge>> {
    const { id, name } = change;
    return this.lane.execute<UpdatedBridge>({
      name: 'update_bridge',
      context,
      prepare: async (unit) => {
        await Promise.all([unit.load(bridgeStream, id), nameOwner(unit, this.lookups, name)]);
      },
      execute: async (unit) => {
        const state = await unit.load(bridgeStream, id);
        const decision = updateBridge(state, change, await nameOwner(unit, this.lookups, name));
        const bridge = appendBridge(unit, id, decision);
        const before = existingBridge(state)?.secret_id;
        return { bridge, replaced_secret_id: before === bridge.secret_id ? undefined : before };
      },
    });
  }
}
