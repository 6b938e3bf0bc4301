import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext, Json } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { completeLeasedRun } from '../../tasks/domain/decide/hold-run.js';
import { HeldRunHandler } from './held-run.handler.js';
import type { HeldRun, RunOfTask } from './held-run.js';

export interface CompleteLeasedRunRequest extends HeldRun {
  readonly result?: Json;
}

/** Completes the run whose lease the caller holds (`runs.md` 3.7). */
export class CompleteLeasedRun extends Command<Committed<RunOfTask>> {
  constructor(
    readonly request: CompleteLeasedRunRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(CompleteLeasedRun)
export class CompleteLeasedRunHandler
  extends HeldRunHandler<CompleteLeasedRunRequest>
  implements ICommandHandler<CompleteLeasedRun>
{
  protected override readonly name = 'complete_leased_run';
  protected override readonly decide = completeLeasedRun;
}
