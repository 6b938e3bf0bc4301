import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext, Json } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { failLeasedRun } from '../../tasks/domain/decide/hold-run.js';
import { HeldRunHandler } from './held-run.handler.js';
import type { HeldRun } from './held-run.js';
import type { RunOfTask } from './run-of-task.js';

export interface FailLeasedRunRequest extends HeldRun {
  readonly error: string;
  readonly metadata?: Json;
}

/** Fails the run whose lease the caller holds (`runs.md` 3.8). */
export class FailLeasedRun extends Command<Committed<RunOfTask>> {
  constructor(
    readonly request: FailLeasedRunRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(FailLeasedRun)
export class FailLeasedRunHandler
  extends HeldRunHandler<FailLeasedRunRequest>
  implements ICommandHandler<FailLeasedRun>
{
  protected override readonly name = 'fail_leased_run';
  protected override readonly decide = failLeasedRun;
}
