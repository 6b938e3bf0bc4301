import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext, Json } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { retryRun } from '../../tasks/domain/decide/retry-run.js';
import { type SuccessorRun, SuccessorRuns } from './successor-runs.js';

export interface RetryRequest {
  readonly run_id: string;
  /** The new run's. */
  readonly metadata?: Json;
}

/**
 * Queues a new run in place of a failed one (`runs.md` 3.18). Refused: `forbidden_operator_action`, `run_not_found`,
 * `force_op_rate_limited`, `task_run_still_active`, `retry_chain_too_deep`, `retry_exists`, `task_not_executable`,
 * `open_run_exists`, `attempts_exhausted`, `channel_in_other_workspace`, `payload_too_large`.
 */
export class RetryRun extends Command<Committed<SuccessorRun>> {
  constructor(
    readonly request: RetryRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(RetryRun)
export class RetryRunHandler implements ICommandHandler<RetryRun> {
  constructor(private readonly runs: SuccessorRuns) {}

  execute({ request: { run_id, metadata }, context }: RetryRun): Promise<Committed<SuccessorRun>> {
    return this.runs.execute({
      ...{ name: 'retry_run', run_id, metadata, context },
      decide: (task, source, its, facts) => retryRun(task, source, { by: context.actor, metadata: its }, facts),
    });
  }
}
