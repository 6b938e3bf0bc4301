/** Runs that compatibility fronts call for, as their callers are told of them: read, rendered, waited for. */
import { Module } from '@nestjs/common';
import { type ServiceSettings, SETTINGS_TOKEN } from '../platform/platform.module.js';
import { HeldCalls, HOLD_MAX_MS } from './http/held-calls.js';
import { CalledRuns } from './views/called-run-reader.js';
import { WaitingCalls } from './views/waiting-calls.js';

@Module({
  providers: [
    CalledRuns,
    WaitingCalls,
    HeldCalls,
    {
      provide: HOLD_MAX_MS,
      inject: [SETTINGS_TOKEN],
      useFactory: ({ holdMaxSeconds }: ServiceSettings) => holdMaxSeconds * 1000,
    },
  ],
  exports: [CalledRuns, WaitingCalls, HeldCalls],
})
export class HeldCallsModule {}
