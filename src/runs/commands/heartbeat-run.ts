import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { heartbeatRun } from '../../tasks/domain/decide/hold-run.js';
import { HeldRunHandler } from './held-run.handler.js';
import type { HeldRun } from './held-run.js';
import type { RunOfTask } from './run-of-task.js';

export interface HeartbeatRunRequest extends HeldRun {
  readonly lease_seconds: number;
}

/** Extends the caller's lease to now plus `lease_seconds` (`runs.md` 3.5). */
export class HeartbeatRun extends Command<Committed<RunOfTask>> {
  constructor(
    readonly request: HeartbeatRunRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(HeartbeatRun)
export class HeartbeatRunHandler extends HeldRunHandler<HeartbeatRunRequest> implements ICommandHandler<HeartbeatRun> {
  protected override readonly name = 'heartbeat_run';
  protected override readonly decide = heartbeatRun;
}
