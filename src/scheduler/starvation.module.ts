/**
 * The starvation ladder: runs that nobody can claim are told of, and at last set aside until somebody recovers them. A
 * long queue that is worked off is no starvation.
 */
import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { DutyRunner } from '../ledger/duties/duty-runner.js';
import { type ServiceSettings, SETTINGS_TOKEN } from '../platform/platform.module.js';
import { FlagRunForAttentionHandler } from './commands/flag-run-for-attention.js';
import { TellStarvedRunHandler } from './commands/tell-starved-run.js';
import { StarvationLadderDuty } from './duties/starvation-ladder.duty.js';
import { RunStarvation } from './views/run-starvation.js';
import { WaitingClasses } from './views/waiting-classes.js';

@Module({
  providers: [TellStarvedRunHandler, FlagRunForAttentionHandler, WaitingClasses, RunStarvation],
})
export class StarvationModule implements OnModuleInit {
  constructor(
    private readonly duties: DutyRunner,
    private readonly commands: CommandBus,
    private readonly classes: WaitingClasses,
    private readonly starvation: RunStarvation,
    @Inject(SETTINGS_TOKEN) private readonly settings: ServiceSettings,
  ) {}

  onModuleInit(): void {
    const { schedulerTickSeconds, starvationAgeSeconds, starvationEventTurns, starvationAttentionTurns } =
      this.settings;
    const ladder = {
      tickMs: schedulerTickSeconds * 1000,
      ageMs: starvationAgeSeconds * 1000,
      eventTurns: starvationEventTurns,
      attentionTurns: starvationAttentionTurns,
    };
    const { classes, starvation, commands } = this;
    this.duties.register(new StarvationLadderDuty(ladder, { classes, starvation, commands }));
  }
}
