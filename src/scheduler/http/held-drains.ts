import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import { type DrainRequest, DrainScheduler } from '../commands/drain-scheduler.js';
import { type DrainEnd, DrainEnds } from '../views/drain-ends.js';

/** Drains whose callers wait for the end (`runs.md` 5.4). */
@Injectable()
export class HeldDrains {
  constructor(
    private readonly commands: CommandBus,
    private readonly ends: DrainEnds,
  ) {}

  /** Begins a drain and waits for its end; nothing when the caller leaves or the service shuts down before: it goes on. */
  async drain(
    request: Omit<DrainRequest, 'drain_id'>,
    signal: AbortSignal,
    context: CommandContext,
  ): Promise<DrainEnd | undefined> {
    const end = this.ends.expect();
    try {
      await this.commands.execute(new DrainScheduler({ ...request, drain_id: end.drainId }, context));
      return await end.wait(signal);
    } finally {
      this.ends.forget(end);
    }
  }
}
