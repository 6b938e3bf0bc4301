import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import { resumeScheduler } from '../domain/decide/pause-scheduler.js';
import type { SchedulerEvent } from '../domain/scheduler-events.js';
import { ActiveClaims } from '../lookups/active-claims.js';
import type { SchedulerReason } from './pause-scheduler.js';
import { schedulerCommand } from './scheduler-command.js';

/** claim-next hands out runs again; tasks that are paused themselves stay so (`runs.md` 5.3). */
export class ResumeScheduler extends Command<Committed<SchedulerEvent[]>> {
  constructor(
    readonly request: SchedulerReason,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ResumeScheduler)
export class ResumeSchedulerHandler implements ICommandHandler<ResumeScheduler> {
  constructor(
    private readonly lane: Lane,
    private readonly claims: ActiveClaims,
  ) {}

  execute({ request, context }: ResumeScheduler): Promise<Committed<SchedulerEvent[]>> {
    return this.lane.execute(
      schedulerCommand({
        ...{ name: 'resume_scheduler', context, claims: this.claims },
        decide: (state, { active_claims }) => {
          return resumeScheduler(state, { by: context.actor, ...request }, { active_claims });
        },
      }),
    );
  }
}
