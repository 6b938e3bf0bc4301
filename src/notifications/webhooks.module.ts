/**
 * Webhooks and callbacks (`http.md` 11.9): whoever waits for the end of a run is told of it, once for each run. What is to
 * be told is a view of the log; how far that has come is operational and kept beside it, and the outcome is an event.
 */
import {
  type BeforeApplicationShutdown,
  Logger,
  Module,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { AccessModule } from '../access/access.module.js';
import { WebhookSecrets } from '../access/views/webhook-secrets.js';
import { DutyRunner } from '../ledger/duties/duty-runner.js';
import { Leadership } from '../ledger/duties/leadership.js';
import { Hub } from '../ledger/hub/hub.js';
import { StreamRegistry } from '../ledger/registry.js';
import { MetricsRegistry } from '../platform/health/metrics.js';
import { type ServiceSettings, SETTINGS_TOKEN } from '../platform/platform.module.js';
import { TasksModule } from '../tasks/tasks.module.js';
import { TellWebhookHandler } from './commands/tell-webhook.js';
import { WebhookDuty } from './duties/webhooks/webhook.duty.js';
import { webhookDuty } from './duties/webhooks/webhook-engine.js';
import { Sender } from './sender/sender.js';
import { SenderModule } from './sender/sender.module.js';
import { webhookOutboxView } from './views/webhook-outbox-view.js';

const logger = new Logger('webhooks');

@Module({
  imports: [TasksModule, AccessModule, SenderModule],
  providers: [
    TellWebhookHandler,
    {
      provide: WebhookDuty,
      inject: [SETTINGS_TOKEN, DataSource, CommandBus, MetricsRegistry, Sender, WebhookSecrets, Leadership],
      useFactory: (
        settings: ServiceSettings,
        dataSource: DataSource,
        commands: CommandBus,
        metrics: MetricsRegistry,
        sender: Sender,
        secrets: WebhookSecrets,
        leadership: Leadership,
      ) =>
        webhookDuty({
          ...{ settings, dataSource, commands, metrics, sender, secrets },
          leads: () => leadership.leads,
          onError: (error) => logger.error(error),
        }),
    },
  ],
})
export class WebhooksModule implements OnModuleInit, OnModuleDestroy, BeforeApplicationShutdown {
  private unlisten: (() => void) | undefined;

  constructor(
    private readonly registry: StreamRegistry,
    private readonly duties: DutyRunner,
    private readonly hub: Hub,
    private readonly duty: WebhookDuty,
  ) {}

  onModuleInit(): void {
    this.registry.view(webhookOutboxView);
    this.duties.register(this.duty);
    this.unlisten = this.hub.listen((events) => this.duty.hear(events));
  }

  onModuleDestroy(): void {
    this.unlisten?.();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.duty.stop();
  }
}
