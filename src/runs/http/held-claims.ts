import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { SessionIdentity } from '../../http/identity/session-directory.js';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import type { ClaimCriteria, ClaimedRun } from '../commands/claim-next-run.js';
import { ClaimNext } from '../commands/claim-next.js';
import { WaitingClaims } from '../views/waiting-claims.js';

/** Token of the longest time that a claim waits for work, in ms (setting `CLAIM_WAIT_SECONDS`). */
export const CLAIM_WAIT_MS = Symbol('longest wait of a claim');

/** Claims that wait for work instead of answering that there is none (`runs.md` 3.4.6). */
@Injectable()
export class HeldClaims {
  constructor(
    private readonly commands: CommandBus,
    private readonly waiting: WaitingClaims,
    @Inject(CLAIM_WAIT_MS) private readonly waitMs: number,
  ) {}

  /** Tries until there is work, the wait is over, the caller leaves or the service shuts down. */
  async claim(
    criteria: ClaimCriteria,
    session: SessionIdentity,
    signal: AbortSignal,
    context: CommandContext,
  ): Promise<Committed<ClaimedRun | undefined>> {
    const deadline = performance.now() + this.waitMs;
    const waiter = this.waiting.join({
      session_id: session.session_id,
      agent_name: session.agent_name,
      workspace_id: session.workspace_id ?? null,
      channel: session.channel ?? null,
      offered: new Set([...session.capabilities, ...criteria.capabilities]),
      priority_min: criteria.priority_min,
    });
    let claimed: string | undefined;
    try {
      for (;;) {
        waiter.beginTry();
        const answer = await this.commands.execute(new ClaimNext(criteria, signal, context));
        claimed = answer.result?.run.id;
        const left = deadline - performance.now();
        if (answer.result || left <= 0 || signal.aborted || !this.waiting.open) return answer;
        await waiter.wait(left, signal);
      }
    } finally {
      this.waiting.leave(waiter, claimed);
    }
  }
}
