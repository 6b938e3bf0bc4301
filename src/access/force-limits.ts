/**
 * One limit for everything that agents may force, whichever context the operation belongs to: `AgentForceLimiter` for
 * whoever asks for it by its class, `ForceLimits` for the commands on tasks.
 */
import { Module } from '@nestjs/common';
import { type ServiceSettings, SETTINGS_TOKEN } from '../platform/platform.module.js';
import { ForceLimits } from '../tasks/commands/force-limits.js';
import { AgentForceLimiter } from './domain/force-limit.js';

/** Pairs of agent and task that are remembered at most. */
const MAX_WINDOWS = 10_000;

@Module({
  providers: [
    {
      provide: AgentForceLimiter,
      inject: [SETTINGS_TOKEN],
      useFactory: ({ allowAgentForce, forceLimitPerMinute }: ServiceSettings) =>
        new AgentForceLimiter(
          { allowAgents: allowAgentForce, perMinute: forceLimitPerMinute, capacity: MAX_WINDOWS },
          () => performance.now(),
        ),
    },
    { provide: ForceLimits, useExisting: AgentForceLimiter },
  ],
  exports: [AgentForceLimiter, ForceLimits],
})
export class ForceLimitsModule {}
