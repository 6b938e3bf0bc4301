/**
 * Leases: who may claim which run, in what order, and what the holder of a lease may do with it. A stale holder is
 * refused, always. The run itself is part of its task's stream.
 */
import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { DutyRunner } from '../ledger/duties/duty-runner.js';
import { StreamRegistry } from '../ledger/registry.js';
import { type ServiceSettings, SETTINGS_TOKEN } from '../platform/platform.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { TaskStreamModule } from '../tasks/task-stream.module.js';
import { TasksModule } from '../tasks/tasks.module.js';
import { CalledRunsModule } from './called-runs.module.js';
import { ClaimNextRun } from './commands/claim-next-run.js';
import { ClaimNextHandler } from './commands/claim-next.js';
import { ClaimQueue } from './lookups/claim-queue/claim-queue.js';
import { ClaimsMade } from './commands/claims-made.js';
import { ClaimTokens } from './commands/claim-tokens.js';
import { CheckedCompletion } from './commands/checked-completion.js';
import { CompleteLeasedRunHandler } from './commands/complete-leased-run.js';
import { ExpireLeaseHandler } from './commands/expire-lease.js';
import { ExpireSessionTimeoutHandler } from './commands/expire-session-timeout.js';
import { FailLeasedRunHandler } from './commands/fail-leased-run.js';
import { HeartbeatRunHandler } from './commands/heartbeat-run.js';
import { RecordProgressHandler } from './commands/record-progress.js';
import { RecoverLostRunHandler } from './commands/recover-lost-run.js';
import { ReleaseLeasedRunHandler } from './commands/release-leased-run.js';
import { LeaseExpiryDuty } from './duties/lease-expiry.duty.js';
import { SessionLossDuty } from './duties/session-loss.duty.js';
import { SessionTimeoutDuty } from './duties/session-timeout.duty.js';
import { ForceRunsModule } from './force-runs.module.js';
import { HeldCallsModule } from './held-calls.module.js';
import { AgentTasksController } from './http/agent-tasks.controller.js';
import { ClaimAnswers } from './http/claim-answers.js';
import { CLAIM_WAIT_MS, HeldClaims } from './http/held-claims.js';
import { RunProgressController } from './http/run-progress.controller.js';
import { ResultsModule } from './results/results.module.js';
import { RunMetrics } from './run-metrics.js';
import { RunOperationsModule } from './run-operations.module.js';
import { StaleRefusals } from './stale-refusals.js';
import { ChannelReader } from './views/channel-reader.js';
import { claimQueueView } from './views/claim-queue-view.js';
import { QueueDepths } from './views/queue-depth.js';
import { runDeadlineView } from './views/run-deadline-view.js';
import { WaitingClaims } from './views/waiting-claims.js';

@Module({
  imports: [
    ...[TaskStreamModule, TasksModule, SessionsModule],
    ...[ForceRunsModule, RunOperationsModule, CalledRunsModule, HeldCallsModule, ResultsModule],
  ],
  controllers: [AgentTasksController, RunProgressController],
  providers: [
    ClaimNextHandler,
    ClaimNextRun,
    ClaimQueue,
    CheckedCompletion,
    CompleteLeasedRunHandler,
    ExpireLeaseHandler,
    ExpireSessionTimeoutHandler,
    FailLeasedRunHandler,
    HeartbeatRunHandler,
    RecordProgressHandler,
    RecoverLostRunHandler,
    ReleaseLeasedRunHandler,
    WaitingClaims,
    ClaimsMade,
    QueueDepths,
    RunMetrics,
    StaleRefusals,
    ClaimAnswers,
    HeldClaims,
    ChannelReader,
    {
      provide: ClaimTokens,
      inject: [SETTINGS_TOKEN],
      useFactory: ({ secret }: ServiceSettings) => new ClaimTokens(secret),
    },
    {
      provide: CLAIM_WAIT_MS,
      inject: [SETTINGS_TOKEN],
      useFactory: ({ claimWaitSeconds }: ServiceSettings) => claimWaitSeconds * 1000,
    },
  ],
})
export class RunsModule implements OnModuleInit {
  constructor(
    private readonly registry: StreamRegistry,
    private readonly queue: ClaimQueue,
    private readonly duties: DutyRunner,
    private readonly commands: CommandBus,
    private readonly dataSource: DataSource,
    @Inject(SETTINGS_TOKEN) private readonly settings: ServiceSettings,
  ) {}

  onModuleInit(): void {
    this.registry.view(claimQueueView);
    this.registry.view(runDeadlineView);
    this.registry.index(this.queue);
    const interval = this.settings.leaseSweepSeconds * 1000;
    this.duties.register(new LeaseExpiryDuty(interval, this.dataSource, this.commands));
    this.duties.register(new SessionLossDuty(this.dataSource, this.commands));
    this.duties.register(new SessionTimeoutDuty(this.dataSource, this.commands));
  }
}
