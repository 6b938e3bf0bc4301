import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed, LaneCommand } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import type { BridgeEvent, BridgeFailing } from '../domain/bridge-events.js';
import type { BridgeStream } from '../domain/bridge-state.js';
import { bridgeStream } from '../domain/bridge-stream.js';
import { tellBridgeFailing, tellBridgeRecovered } from '../domain/decide/tell-bridge.js';

/**
 * Says that deliveries to a bridge go on failing, which shows as its status `error` (`registries.md` 3). Answers whether
 * that was news: not for one that is known to fail, is disabled or gone. The error must be fit for everybody to read.
 */
export class TellBridgeFailing extends Command<Committed<boolean>> {
  constructor(
    readonly failure: BridgeFailing,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** Says that a delivery to a bridge has succeeded; answers whether it was failing before. */
export class TellBridgeRecovered extends Command<Committed<boolean>> {
  constructor(
    readonly id: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(TellBridgeFailing)
export class TellBridgeFailingHandler implements ICommandHandler<TellBridgeFailing> {
  constructor(private readonly lane: Lane) {}

  execute({ failure, context }: TellBridgeFailing): Promise<Committed<boolean>> {
    return this.lane.execute(
      telling('tell_bridge_failing', failure.id, context, (bridge) => tellBridgeFailing(bridge, failure)),
    );
  }
}

@CommandHandler(TellBridgeRecovered)
export class TellBridgeRecoveredHandler implements ICommandHandler<TellBridgeRecovered> {
  constructor(private readonly lane: Lane) {}

  execute({ id, context }: TellBridgeRecovered): Promise<Committed<boolean>> {
    return this.lane.execute(
      telling('tell_bridge_recovered', id, context, (bridge) => tellBridgeRecovered(bridge, { id })),
    );
  }
}

function telling(
  name: string,
  id: string,
  context: CommandContext,
  decide: (bridge: BridgeStream) => BridgeEvent[],
): LaneCommand<boolean> {
  return {
    name,
    context,
    prepare: async (unit) => {
      await unit.load(bridgeStream, id);
    },
    execute: async (unit) => {
      const events = decide(await unit.load(bridgeStream, id));
      if (events.length > 0) unit.append(bridgeStream, id, events);
      return events.length > 0;
    },
  };
}
