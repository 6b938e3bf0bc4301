import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import { completeDrain } from '../domain/decide/drain-scheduler.js';
import type { SchedulerEvent } from '../domain/scheduler-events.js';
import { ActiveClaims } from '../lookups/active-claims.js';
import { schedulerCommand } from './scheduler-command.js';

/** Ends a drain once no claim is left or its time is over; answers no event while neither is so, or when it has ended. */
export class CompleteDrain extends Command<Committed<SchedulerEvent[]>> {
  constructor(
    readonly drainId: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(CompleteDrain)
export class CompleteDrainHandler implements ICommandHandler<CompleteDrain> {
  constructor(
    private readonly lane: Lane,
    private readonly claims: ActiveClaims,
  ) {}

  execute({ drainId, context }: CompleteDrain): Promise<Committed<SchedulerEvent[]>> {
    return this.lane.execute(
      schedulerCommand({
        ...{ name: 'complete_drain', context, claims: this.claims },
        decide: (state, facts) => completeDrain(state, { drain_id: drainId }, facts),
        credit: (state) => {
          const drain = state.drains.find(({ id }) => id === drainId);
          return drain ? { actor: drain.by } : {};
        },
      }),
    );
  }
}
