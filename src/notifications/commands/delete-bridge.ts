import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import { bridgeStream } from '../domain/bridge-stream.js';
import { deleteBridge } from '../domain/decide/delete-bridge.js';
import { SubscriptionLookups } from '../lookups/subscription-lookups.js';

/** Deletes a bridge that no subscription names; its id is never free again. Refused: `bridge_not_found`, `bridge_in_use`. */
export class DeleteBridge extends Command<Committed<undefined>> {
  constructor(
    readonly id: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(DeleteBridge)
export class DeleteBridgeHandler implements ICommandHandler<DeleteBridge> {
  constructor(
    private readonly lane: Lane,
    private readonly subscriptions: SubscriptionLookups,
  ) {}

  execute({ id, context }: DeleteBridge): Promise<Committed<undefined>> {
    const { usesOfBridge } = this.subscriptions;
    return this.lane.execute<undefined>({
      name: 'delete_bridge',
      context,
      prepare: async (unit) => {
        await Promise.all([unit.load(bridgeStream, id), unit.get(usesOfBridge, id)]);
      },
      execute: async (unit) => {
        const state = await unit.load(bridgeStream, id);
        const subscriptions = (await unit.get(usesOfBridge, id)) ?? 0;
        unit.append(bridgeStream, id, deleteBridge(state, { id }, { subscriptions }));
        return undefined;
      },
    });
  }
}
