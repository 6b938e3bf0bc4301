import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { ExceptionToErrorBody } from './errors/exception.filter.js';
import { CallerGuard } from './identity/caller.guard.js';
import { IdentityModule } from './identity/identity.module.js';
import { ScopeGuard } from './identity/scope.guard.js';
import { VeilInterceptor } from './identity/veil.interceptor.js';
import { InputGuard } from './parsing/input.guard.js';
import { Closing } from './transport/closing.js';
import { HTTP_SETTINGS, type HttpSettings } from './settings.js';

export interface HttpModuleOptions {
  readonly settings: HttpSettings;
  /** Modules that export implementations of `SessionDirectory` and `KeyDirectory`. */
  readonly imports?: ModuleMetadata['imports'];
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
        // Guards run in this order: nobody's input is read before it is known who sends it.
        { provide: APP_GUARD, useClass: CallerGuard },
        { provide: APP_GUARD, useClass: InputGuard },
        { provide: APP_GUARD, useClass: ScopeGuard },
        { provide: APP_INTERCEPTOR, useClass: VeilInterceptor },
        { provide: APP_FILTER, useClass: ExceptionToErrorBody },
      ],
    };
  }
}
