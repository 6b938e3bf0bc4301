import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import { drainScheduler } from '../domain/decide/drain-scheduler.js';
import type { SchedulerEvent } from '../domain/scheduler-events.js';
import { ActiveClaims } from '../lookups/active-claims.js';
import { schedulerCommand } from './scheduler-command.js';

export interface DrainRequest {
  /** Names the drain; its end carries it. */
  readonly drain_id: string;
  readonly reason: string;
  readonly timeout_seconds: number;
}

/**
 * Pauses, and begins to wait for the end of all claims (`runs.md` 5.4). Where there is nothing to wait for the drain is
 * over with this command; else `CompleteDrain` ends it, whatever becomes of the caller and of this process.
 */
export class DrainScheduler extends Command<Committed<SchedulerEvent[]>> {
  constructor(
    readonly request: DrainRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(DrainScheduler)
export class DrainSchedulerHandler implements ICommandHandler<DrainScheduler> {
  constructor(
    private readonly lane: Lane,
    private readonly claims: ActiveClaims,
  ) {}

  execute({ request, context }: DrainScheduler): Promise<Committed<SchedulerEvent[]>> {
    return this.lane.execute(
      schedulerCommand({
        ...{ name: 'drain_scheduler', context, claims: this.claims },
        decide: (state, facts) => drainScheduler(state, { by: context.actor, ...request }, facts),
      }),
    );
  }
}
