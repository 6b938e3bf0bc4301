import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { releaseLeasedRun } from '../../tasks/domain/decide/hold-run.js';
import { HeldRunHandler } from './held-run.handler.js';
import type { HeldRun } from './held-run.js';
import type { RunOfTask } from './run-of-task.js';

export interface ReleaseLeasedRunRequest extends HeldRun {
  readonly reason?: string;
}

/** Puts the run whose lease the caller holds back into the queue (`runs.md` 3.9). */
export class ReleaseLeasedRun extends Command<Committed<RunOfTask>> {
  constructor(
    readonly request: ReleaseLeasedRunRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ReleaseLeasedRun)
export class ReleaseLeasedRunHandler
  extends HeldRunHandler<ReleaseLeasedRunRequest>
  implements ICommandHandler<ReleaseLeasedRun>
{
  protected override readonly name = 'release_leased_run';
  protected override readonly decide = releaseLeasedRun;
}
