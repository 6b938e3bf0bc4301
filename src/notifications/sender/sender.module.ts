/**
 * The one sender for everything that goes out over HTTP: notifications of bridges, webhooks and callbacks
 * (`registries.md` 4).
 */
import { Inject, Logger, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { whyNotPublic } from '../../platform/network/public-address.js';
import { type ServiceSettings, SETTINGS_TOKEN } from '../../platform/platform.module.js';
import { resolveAsSystem, resolverOfPublicNames } from './resolve.js';
import { Sender } from './sender.js';
import { SenderMetrics } from './sender-metrics.js';

@Module({
  providers: [
    {
      provide: Sender,
      inject: [SETTINGS_TOKEN],
      useFactory: ({ allowPrivateWebhooks }: ServiceSettings) =>
        new Sender(
          allowPrivateWebhooks
            ? { resolve: resolveAsSystem, whyNot: () => undefined }
            : { resolve: resolverOfPublicNames(), whyNot: whyNotPublic },
        ),
    },
    SenderMetrics,
  ],
  exports: [Sender],
})
export class SenderModule implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger('sender');

  constructor(
    @Inject(SETTINGS_TOKEN) private readonly settings: ServiceSettings,
    private readonly sender: Sender,
  ) {}

  onModuleInit(): void {
    if (!this.settings.allowPrivateWebhooks) return;
    this.logger.warn(
      'ALLOW_PRIVATE_WEBHOOKS=1: messages may go to addresses that are not public; for development only',
    );
  }

  onApplicationShutdown(): void {
    this.sender.close();
  }
}
