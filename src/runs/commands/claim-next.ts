import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { CallerLeft } from '../../ledger/lane/run-commands.js';
import { ClaimsMade } from './claims-made.js';
import { type ClaimCriteria, type ClaimedRun, ClaimNextRun } from './claim-next-run.js';

/**
 * One try to take the best eligible run (`runs.md` 3.4); undefined when there is none, or when `signal` says that the
 * caller has left: nothing is claimed for a caller that is gone.
 */
export class ClaimNext extends Command<Committed<ClaimedRun | undefined>> {
  constructor(
    readonly criteria: ClaimCriteria,
    readonly signal: Pick<AbortSignal, 'aborted'>,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ClaimNext)
export class ClaimNextHandler implements ICommandHandler<ClaimNext> {
  constructor(
    private readonly claims: ClaimNextRun,
    private readonly made: ClaimsMade,
  ) {}

  async execute({ criteria, signal, context }: ClaimNext): Promise<Committed<ClaimedRun | undefined>> {
    try {
      const answer = await this.claims.attempt(criteria, context, signal);
      if (answer.result && !answer.result.replayed) this.made.tell(answer.result.run);
      return answer;
    } catch (error) {
      if (error instanceof CallerLeft) return { result: undefined, position: 0 };
      throw error;
    }
  }
}
