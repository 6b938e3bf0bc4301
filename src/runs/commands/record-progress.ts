import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { recordProgress, type RecordProgress as ProgressFields } from '../../tasks/domain/decide/hold-run.js';
import { HeldRunHandler } from './held-run.handler.js';
import type { HeldRun } from './held-run.js';
import type { RunOfTask } from './run-of-task.js';

export interface RecordProgressRequest extends HeldRun, Pick<ProgressFields, 'steps' | 'log' | 'usage'> {}

/** Appends what a worker reports of the run it holds; does not extend the lease (`http.md` 11.7, `registries.md` 6). */
export class RecordProgress extends Command<Committed<RunOfTask>> {
  constructor(
    readonly request: RecordProgressRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(RecordProgress)
export class RecordProgressHandler
  extends HeldRunHandler<RecordProgressRequest>
  implements ICommandHandler<RecordProgress>
{
  protected override readonly name = 'record_progress';
  protected override readonly decide = recordProgress;
}
