import { type DynamicModule, Module, type ModuleMetadata, type Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { ExceptionToErrorBody } from './errors/exception.filter.js';
import { CallerCheck } from './identity/caller-check.js';
import { IdentityModule } from './identity/identity.module.js';
import { ScopeCheck } from './identity/scope-check.js';
import { LedgerClock } from './ledger-clock.js';
import { OperationGuard } from './operation.guard.js';
import { Closing } from './transport/closing.js';
import { HTTP_SETTINGS, type HttpSettings } from './settings.js';

export interface HttpModuleOptions {
  readonly settings: HttpSettings;
  /** Modules that export implementations of `SessionDirectory` and `KeyDirectory`. */
  readonly imports?: ModuleMetadata['imports'];
  /** What is a `LedgerClock`; without it answers do not say how far the log is. */
  readonly clock?: Type<LedgerClock>;
}

/** The parts of the HTTP layer that run for every operation of the application: identity, input, errors. */
@Module({})
export class HttpModule {
  static register(options: HttpModuleOptions): DynamicModule {
    return {
      module: HttpModule,
      imports: [IdentityModule, ...(options.imports ?? [])],
      providers: [
        { provide: HTTP_SETTINGS, useValue: options.settings },
        Closing,
        CallerCheck,
        ScopeCheck,
        ...(options.clock ? [{ provide: LedgerClock, useExisting: options.clock }] : []),
        { provide: APP_GUARD, useClass: OperationGuard },
        { provide: APP_FILTER, useClass: ExceptionToErrorBody },
      ],
    };
  }
}
