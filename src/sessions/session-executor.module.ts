/**
 * What starts sessions for runs where nothing else does: they are put into the registry, and whoever looks there finds
 * what is to be worked on (`runs.md` 2.6). The service itself runs no agents.
 */
import { Injectable, Module } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { CommandContext } from '../ledger/event.js';
import { SessionExecutor, type SessionStart } from '../runs/commands/session-executor.js';
import { RegisterSession } from './commands/register-session.js';
import { StopSession } from './commands/stop-session.js';
import { SessionsModule } from './sessions.module.js';

/** Keeps the registry, and nothing else. */
@Injectable()
class RegistryExecutor extends SessionExecutor {
  constructor(private readonly commands: CommandBus) {
    super();
  }

  override async start({ session, principal_ref }: SessionStart, context: CommandContext): Promise<string> {
    const { workspace_id, ...described } = session;
    const wanted = { ...described, workspace: workspace_id, principal_ref, system: true, scope: {} } as const;
    const { result } = await this.commands.execute(new RegisterSession(wanted, context));
    return result.session_id;
  }

  override async stop(session_id: string, reason: string, context: CommandContext): Promise<void> {
    await this.commands.execute(new StopSession({ session_id, reason, scope: {} }, context));
  }
}

@Module({
  imports: [SessionsModule],
  providers: [{ provide: SessionExecutor, useClass: RegistryExecutor }],
  exports: [SessionExecutor],
})
export class SessionExecutorModule {}
