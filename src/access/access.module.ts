/**
 * Who may call: API keys with their roles. Keys are streams of the ledger like all else; their secrets are kept as
 * hashes, and every instance holds all keys in memory, so that a request costs no query and a revoke holds at once.
 */
import { Module, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { KeyDirectory } from '../http/identity/key-directory.js';
import { StreamRegistry } from '../ledger/registry.js';
import { type ServiceSettings, SETTINGS_TOKEN } from '../platform/platform.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { CreateKeyHandler } from './commands/create-key.js';
import { RevokeKeyHandler } from './commands/revoke-key.js';
import { RotateKeyHandler } from './commands/rotate-key.js';
import { keyStream } from './domain/key-stream.js';
import { KeyScope } from './http/key-scope.js';
import { KeysController } from './http/keys.controller.js';
import { KnownKeyDirectory } from './http/known-key-directory.js';
import { NewKeys } from './http/new-keys.js';
import { DatabaseClock } from './views/database-clock.js';
import { GetKeyHandler, ListKeysHandler } from './views/key-queries.js';
import { KeyReader } from './views/key-reader.js';
import { KeyUses } from './views/key-uses.js';
import { keyView } from './views/key-view.js';
import { KnownKeys } from './views/known-keys.js';
import { WebhookSecrets } from './views/webhook-secrets.js';

@Module({
  imports: [SessionsModule],
  controllers: [KeysController],
  providers: [
    CreateKeyHandler,
    RotateKeyHandler,
    RevokeKeyHandler,
    GetKeyHandler,
    ListKeysHandler,
    DatabaseClock,
    KeyReader,
    KeyUses,
    KnownKeys,
    KeyScope,
    NewKeys,
    { provide: KeyDirectory, useClass: KnownKeyDirectory },
    {
      provide: WebhookSecrets,
      inject: [DataSource, SETTINGS_TOKEN],
      useFactory: (dataSource: DataSource, { secret }: ServiceSettings) => new WebhookSecrets(dataSource, secret),
    },
  ],
  exports: [KeyDirectory, WebhookSecrets],
})
export class AccessModule implements OnModuleInit {
  constructor(private readonly registry: StreamRegistry) {}

  onModuleInit(): void {
    this.registry.register(keyStream);
    this.registry.view(keyView);
  }
}
