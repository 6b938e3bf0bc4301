/**
 * Who is told of what happens, and where: bridges, which messages are posted to, and the subscriptions of tasks to them.
 * Both are streams of the ledger like all else; secrets and how far a subscription has been served are kept beside it.
 */
import { Module, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { StreamRegistry } from '../ledger/registry.js';
import { type ServiceSettings, SETTINGS_TOKEN } from '../platform/platform.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { TasksModule } from '../tasks/tasks.module.js';
import { CreateBridgeHandler } from './commands/create-bridge.js';
import { DeleteBridgeHandler } from './commands/delete-bridge.js';
import { DropSubscriptions } from './commands/drop-subscriptions.js';
import { SubscribeHandler } from './commands/subscribe.js';
import { TellBridgeFailingHandler, TellBridgeRecoveredHandler } from './commands/tell-bridge.js';
import { UnsubscribeHandler } from './commands/unsubscribe.js';
import { UpdateBridgeHandler } from './commands/update-bridge.js';
import { bridgeStream } from './domain/bridge-stream.js';
import { subscriptionStream } from './domain/subscription-stream.js';
import { BridgeScope } from './http/bridge-scope.js';
import { BridgesController } from './http/bridges.controller.js';
import { EndpointCheck } from './http/endpoint-check.js';
import { KeptBridges } from './http/kept-bridges.js';
import { SubscriptionsController } from './http/subscriptions.controller.js';
import { BridgeLookups } from './lookups/bridge-lookups.js';
import { SubscriptionLookups } from './lookups/subscription-lookups.js';
import { Sender } from './sender/sender.js';
import { SenderModule } from './sender/sender.module.js';
import { GetBridgeHandler, ListBridgesHandler } from './views/bridge-queries.js';
import { BridgeReader } from './views/bridge-reader.js';
import { BridgeSecrets } from './views/bridge-secrets.js';
import { bridgeView } from './views/bridge-view.js';
import {
  GetSubscriptionHandler,
  ListSubscriptionsHandler,
  ShowSubscriptionHandler,
} from './views/subscription-queries.js';
import { SubscriptionReader } from './views/subscription-reader.js';
import { subscriptionView } from './views/subscription-view.js';

@Module({
  imports: [SessionsModule, TasksModule, SenderModule],
  controllers: [BridgesController, SubscriptionsController],
  providers: [
    CreateBridgeHandler,
    UpdateBridgeHandler,
    DeleteBridgeHandler,
    TellBridgeFailingHandler,
    TellBridgeRecoveredHandler,
    SubscribeHandler,
    UnsubscribeHandler,
    BridgeLookups,
    SubscriptionLookups,
    DropSubscriptions,
    GetBridgeHandler,
    ListBridgesHandler,
    BridgeReader,
    BridgeScope,
    KeptBridges,
    { provide: EndpointCheck, useExisting: Sender },
    {
      provide: BridgeSecrets,
      inject: [DataSource, SETTINGS_TOKEN],
      useFactory: (dataSource: DataSource, { secret }: ServiceSettings) => new BridgeSecrets(dataSource, secret),
    },
    GetSubscriptionHandler,
    ListSubscriptionsHandler,
    ShowSubscriptionHandler,
    SubscriptionReader,
  ],
  exports: [BridgeSecrets, EndpointCheck],
})
export class NotificationsModule implements OnModuleInit {
  constructor(
    private readonly registry: StreamRegistry,
    private readonly bridges: BridgeLookups,
    private readonly subscriptions: SubscriptionLookups,
    private readonly deleted: DropSubscriptions,
  ) {}

  onModuleInit(): void {
    this.registry.register(bridgeStream);
    this.registry.register(subscriptionStream);
    this.registry.view(bridgeView);
    this.registry.view(subscriptionView);
    this.registry.index(this.bridges);
    this.registry.index(this.subscriptions);
    this.registry.reaction(this.deleted);
  }
}
