/** The whole service, put together. */
import { type DynamicModule, Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { AccessModule } from './access/access.module.js';
import { DashboardModule } from './dashboard/dashboard.module.js';
import { TaskResultsModule } from './fronts/task-results/task-results.module.js';
import { NumberedRunsModule } from './fronts/numbered-runs/numbered-runs.module.js';
import { TaskRunsModule } from './fronts/task-runs/task-runs.module.js';
import { WebTasksModule } from './fronts/web-tasks/web-tasks.module.js';
import { HistoryModule } from './history/history.module.js';
import { HttpModule } from './http/http.module.js';
import { InboxModule } from './inbox/inbox.module.js';
import { LedgerModule } from './ledger/ledger.module.js';
import { LedgerWait } from './ledger/ledger-wait.js';
import { DeliveriesModule } from './notifications/deliveries.module.js';
import { NotificationsModule } from './notifications/notifications.module.js';
import { WebhooksModule } from './notifications/webhooks.module.js';
import { PlatformModule, type PlatformOptions } from './platform/platform.module.js';
import { ProfilesModule } from './profiles/profiles.module.js';
import { ReviewsModule } from './reviews/reviews.module.js';
import { RunsModule } from './runs/runs.module.js';
import { SchedulerModule } from './scheduler/scheduler.module.js';
import { SessionsModule } from './sessions/sessions.module.js';
import { TasksModule } from './tasks/tasks.module.js';

@Module({})
export class AppModule {
  static register(options: PlatformOptions): DynamicModule {
    const { settings, database } = options;
    return {
      module: AppModule,
      imports: [
        CqrsModule.forRoot(),
        PlatformModule.forRoot(options),
        LedgerModule.forRoot({ url: database.url, duties: settings.role !== 'api' }),
        SessionsModule,
        TasksModule,
        RunsModule,
        ProfilesModule,
        ReviewsModule,
        SchedulerModule,
        HistoryModule,
        InboxModule,
        DashboardModule,
        NotificationsModule,
        DeliveriesModule,
        WebhooksModule,
        WebTasksModule,
        NumberedRunsModule,
        TaskRunsModule,
        TaskResultsModule,
        AccessModule,
        HttpModule.register({ settings, imports: [SessionsModule, AccessModule], clock: LedgerWait }),
      ],
    };
  }
}
