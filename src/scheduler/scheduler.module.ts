/**
 * The scheduler: whether claim-next hands out runs at all (pause, resume, drain before a deployment), and what waits to
 * be handed out (status, backlog). It is one stream of the ledger; claims ask it in the same lane, so that nothing is
 * claimed at a position after a pause.
 */
import { Module, type OnModuleInit } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { ForceLimitsModule } from '../access/force-limits.js';
import { DutyRunner } from '../ledger/duties/duty-runner.js';
import { StreamRegistry } from '../ledger/registry.js';
import { type ServiceSettings, SETTINGS_TOKEN } from '../platform/platform.module.js';
import { TaskStreamModule } from '../tasks/task-stream.module.js';
import { CompleteDrainHandler } from './commands/complete-drain.js';
import { DrainSchedulerHandler } from './commands/drain-scheduler.js';
import { PauseSchedulerHandler } from './commands/pause-scheduler.js';
import { ResumeSchedulerHandler } from './commands/resume-scheduler.js';
import { schedulerStream } from './domain/scheduler-stream.js';
import { SchedulerDrainDuty } from './duties/scheduler-drain.duty.js';
import { HeldDrains } from './http/held-drains.js';
import { SchedulerController } from './http/scheduler.controller.js';
import { ActiveClaims } from './lookups/active-claims.js';
import { DrainEnds } from './views/drain-ends.js';
import { GetBacklogHandler } from './views/get-backlog.js';
import { GetSchedulerStatusHandler, STARVATION_AGE_MS } from './views/get-scheduler-status.js';
import { heldRunView } from './views/held-run-view.js';
import { schedulerView } from './views/scheduler-view.js';
import { StarvationModule } from './starvation.module.js';

@Module({
  imports: [TaskStreamModule, ForceLimitsModule, StarvationModule],
  controllers: [SchedulerController],
  providers: [
    PauseSchedulerHandler,
    ResumeSchedulerHandler,
    DrainSchedulerHandler,
    CompleteDrainHandler,
    ActiveClaims,
    GetSchedulerStatusHandler,
    GetBacklogHandler,
    DrainEnds,
    HeldDrains,
    {
      provide: STARVATION_AGE_MS,
      inject: [SETTINGS_TOKEN],
      useFactory: ({ starvationAgeSeconds }: ServiceSettings) => starvationAgeSeconds * 1000,
    },
  ],
})
export class SchedulerModule implements OnModuleInit {
  constructor(
    private readonly registry: StreamRegistry,
    private readonly claims: ActiveClaims,
    private readonly duties: DutyRunner,
    private readonly commands: CommandBus,
    private readonly dataSource: DataSource,
  ) {}

  onModuleInit(): void {
    this.registry.register(schedulerStream);
    this.registry.view(schedulerView);
    this.registry.view(heldRunView);
    this.registry.index(this.claims);
    this.duties.register(new SchedulerDrainDuty(this.dataSource, this.commands));
  }
}
