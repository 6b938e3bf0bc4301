/**
 * Delivery of notifications (`reviews.md` C.6): durable work beside the ledger, done by the instance that leads, and what
 * operators see of it. It is no event but for what it says of bridges: what has been sent cannot be known from the log.
 */
import {
  type BeforeApplicationShutdown,
  Inject,
  Logger,
  Module,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { DutyRunner } from '../ledger/duties/duty-runner.js';
import { Leadership } from '../ledger/duties/leadership.js';
import { Hub } from '../ledger/hub/hub.js';
import { StreamRegistry } from '../ledger/registry.js';
import { MetricsRegistry } from '../platform/health/metrics.js';
import { type ServiceSettings, SETTINGS_TOKEN } from '../platform/platform.module.js';
import { deliveryDuty } from './duties/delivery-engine.js';
import { DeliverySweep } from './duties/delivery-sweep.duty.js';
import { DeliveryTidy } from './duties/delivery-tidy.duty.js';
import { concernsDeliveries } from './duties/delivery-wakes.js';
import { DeliveryDuty } from './duties/delivery.duty.js';
import { DeliveriesController } from './http/deliveries.controller.js';
import { DeliveryScope } from './http/delivery-scope.js';
import { NotificationsModule } from './notifications.module.js';
import { SenderModule } from './sender/sender.module.js';
import { Sender } from './sender/sender.js';
import { BridgeSecrets } from './views/bridge-secrets.js';
import { GetDeliveryHandler, ListDeliveriesHandler } from './views/delivery-queries.js';
import { DeliveryReader } from './views/delivery-reader.js';
import { RequestRedeliveryHandler } from './views/delivery-redelivery.js';

const logger = new Logger('notifications');

@Module({
  imports: [NotificationsModule, SenderModule],
  controllers: [DeliveriesController],
  providers: [
    DeliveryReader,
    DeliveryScope,
    ListDeliveriesHandler,
    GetDeliveryHandler,
    RequestRedeliveryHandler,
    {
      provide: DeliveryDuty,
      inject: [
        ...[SETTINGS_TOKEN, DataSource, StreamRegistry, CommandBus],
        ...[MetricsRegistry, Sender, BridgeSecrets, Leadership],
      ],
      useFactory: (
        settings: ServiceSettings,
        dataSource: DataSource,
        registry: StreamRegistry,
        commands: CommandBus,
        metrics: MetricsRegistry,
        sender: Sender,
        secrets: BridgeSecrets,
        leadership: Leadership,
      ) =>
        deliveryDuty({
          ...{ settings, dataSource, registry, commands, metrics, sender, secrets },
          leads: () => leadership.leads,
          onError: (error) => logger.error(error),
        }),
    },
  ],
})
export class DeliveriesModule implements OnModuleInit, OnModuleDestroy, BeforeApplicationShutdown {
  private unlisten: (() => void) | undefined;

  constructor(
    private readonly duties: DutyRunner,
    private readonly hub: Hub,
    private readonly delivery: DeliveryDuty,
    @Inject(DataSource) private readonly dataSource: DataSource,
  ) {}

  onModuleInit(): void {
    this.duties.register(this.delivery);
    this.duties.register(new DeliverySweep(this.dataSource));
    this.duties.register(new DeliveryTidy(this.dataSource));
    this.unlisten = this.hub.listen((events) => {
      if (events.some(concernsDeliveries)) this.delivery.wake();
    });
  }

  onModuleDestroy(): void {
    this.unlisten?.();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.delivery.stop();
  }
}
