import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import { pauseScheduler } from '../domain/decide/pause-scheduler.js';
import type { SchedulerEvent } from '../domain/scheduler-events.js';
import { ActiveClaims } from '../lookups/active-claims.js';
import { schedulerCommand } from './scheduler-command.js';

/** Why somebody pauses or resumes, for people. */
export interface SchedulerReason {
  readonly reason?: string;
}

/** From its position on claim-next hands out nothing; what is claimed goes on (`runs.md` 5.2). */
export class PauseScheduler extends Command<Committed<SchedulerEvent[]>> {
  constructor(
    readonly request: SchedulerReason,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(PauseScheduler)
export class PauseSchedulerHandler implements ICommandHandler<PauseScheduler> {
  constructor(
    private readonly lane: Lane,
    private readonly claims: ActiveClaims,
  ) {}

  execute({ request, context }: PauseScheduler): Promise<Committed<SchedulerEvent[]>> {
    return this.lane.execute(
      schedulerCommand({
        ...{ name: 'pause_scheduler', context, claims: this.claims },
        decide: (state, { active_claims }) => {
          return pauseScheduler(state, { by: context.actor, ...request }, { active_claims });
        },
      }),
    );
  }
}
