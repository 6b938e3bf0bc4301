import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import { CallerLeft } from '../../ledger/lane/flush.js';
import type { Committed } from '../../ledger/lane/command.js';
import type { Claimer } from '../../tasks/domain/claimability.js';
import { ClaimNextRun, type ClaimCriteria, type ClaimedRun, claimerOf } from './claim-next-run.js';
import { WaitingClaims } from './waiting-claims.js';

/** How long a claim may wait for work. */
export interface ClaimWait {
  /** At most this long, in ms; 0 answers at once. */
  readonly ms: number;
  /** Aborted when the caller leaves: no claim is committed after that. */
  readonly signal: AbortSignal;
  /** What the waker needs to know of the session. */
  readonly session: { readonly workspace_id?: string; readonly channel?: string; readonly capabilities: readonly string[] };
}

/** Claims the best eligible run, waiting for one if asked to; undefined when there is none (`runs.md` 3.4). */
export class ClaimNext extends Command<Committed<ClaimedRun | undefined>> {
  constructor(
    readonly criteria: ClaimCriteria,
    readonly wait: ClaimWait,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ClaimNext)
export class ClaimNextHandler implements ICommandHandler<ClaimNext> {
  constructor(
    private readonly claims: ClaimNextRun,
    private readonly waiting: WaitingClaims,
  ) {}

  async execute({ criteria, wait, context }: ClaimNext): Promise<Committed<ClaimedRun | undefined>> {
    if (wait.ms <= 0) return this.claims.attempt(criteria, context, wait.signal);
    const claimer = claimerOf({ ...criteria, ...wait.session }, criteria);
    return this.hold(criteria, claimer, wait, context);
  }

  private async hold(
    criteria: ClaimCriteria,
    claimer: Claimer,
    wait: ClaimWait,
    context: CommandContext,
  ): Promise<Committed<ClaimedRun | undefined>> {
    const deadline = performance.now() + wait.ms;
    const waiter = this.waiting.join(claimer);
    let claimed: string | undefined;
    try {
      for (;;) {
        waiter.offers.length = 0;
        const answer = await this.claims.attempt(criteria, context, wait.signal);
        claimed = answer.result?.run.id;
        const left = deadline - performance.now();
        if (answer.result || left <= 0 || !this.waiting.open) return answer;
        await waiter.wait(left, wait.signal);
        if (wait.signal.aborted) throw new CallerLeft('the caller left while it waited for work');
      }
    } finally {
      this.waiting.leave(waiter, claimed);
    }
  }
}
