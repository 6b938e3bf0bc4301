import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext, Json } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { recoverRun } from '../../tasks/domain/decide/retry-run.js';
import { type SuccessorRun, SuccessorRuns } from './successor-runs.js';

export interface RecoverRequest {
  readonly run_id: string;
  /** Becomes the error of the run that is given up. */
  readonly reason?: string;
  /** The new run's. */
  readonly metadata?: Json;
}

/**
 * Gives up a run that needs attention and queues a new one, both or neither (`runs.md` 3.19). Refused as a retry, but
 * `task_run_not_recoverable` for the run's status.
 */
export class RecoverRun extends Command<Committed<SuccessorRun>> {
  constructor(
    readonly request: RecoverRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(RecoverRun)
export class RecoverRunHandler implements ICommandHandler<RecoverRun> {
  constructor(private readonly runs: SuccessorRuns) {}

  execute({ request: { run_id, reason, metadata }, context }: RecoverRun): Promise<Committed<SuccessorRun>> {
    return this.runs.execute({
      ...{ name: 'recover_run', run_id, metadata, context },
      decide: (task, source, its, facts) =>
        recoverRun(task, source, { by: context.actor, reason, metadata: its }, facts),
    });
  }
}
