import type { Claim, TaskledgerClient } from '../../client/index.js';
import { type CallOptions, pause, pauseMs } from '../../client/retry.js';
import type { CommandExit } from './output/command-output.js';
import { isLeaseLost, isTransient, messageOf } from './refusals.js';
import type { ServiceWatch } from './service-watch.js';
import type { WorkLog } from './work-log.js';

export interface RunReportOptions {
  /** Calls as the session that holds the run. */
  readonly client: TaskledgerClient;
  readonly claim: Claim;
  /** Whether the lease may still hold, so that telling makes sense. */
  readonly mayHold: () => boolean;
  /** Ends all telling. */
  readonly giveUp: AbortSignal;
  readonly watch: ServiceWatch;
  readonly log: WorkLog;
}

/** What the service is told of a run. A service that is away is told as soon as it is back, if the lease holds so long. */
export class RunReport {
  private readonly fence: { claim_token_hash?: string };

  constructor(private readonly report: RunReportOptions) {
    const { claim_token_hash } = report.claim.lease;
    this.fence = claim_token_hash === undefined ? {} : { claim_token_hash };
  }

  /** Sends log lines once; whether they are sent again is the sender's to decide. */
  async progress(lines: string[]): Promise<void> {
    const { client, claim, giveUp, watch } = this.report;
    try {
      await client.reportProgress(claim.run.id, { log: lines, ...this.fence }, { signal: giveUp, maxAttempts: 1 });
      watch.answered();
    } catch (error) {
      if (isTransient(error)) watch.missed(error);
      throw error;
    }
  }

  /** Completes the run; a result that the service refuses fails it. */
  async complete(result: unknown): Promise<void> {
    const { client, claim, giveUp, log } = this.report;
    try {
      await this.untilTold((options) => client.complete(claim.run.id, { result, ...this.fence }, options));
      log('completed');
    } catch (error) {
      if (isTransient(error) || isLeaseLost(error) || giveUp.aborted) throw error;
      await this.fail(`the result was refused: ${messageOf(error)}`, { code: 0, signal: null });
    }
  }

  async fail(error: string, { code, signal }: CommandExit): Promise<void> {
    const { client, claim, log } = this.report;
    const metadata = { ...(code === null ? {} : { exit_code: code }), ...(signal === null ? {} : { signal }) };
    await this.untilTold((options) => client.fail(claim.run.id, { error, metadata, ...this.fence }, options));
    log(`failed: ${error.split('\n', 1).join('').slice(0, 200)}`);
  }

  async release(reason: string): Promise<void> {
    const { client, claim, log } = this.report;
    await this.untilTold((options) => client.release(claim.run.id, { reason, ...this.fence }, options));
    log(`released: ${reason}`);
  }

  private async untilTold<T>(tell: (options: CallOptions) => Promise<T>): Promise<T> {
    const { giveUp, mayHold, watch } = this.report;
    const retryWhile = (failure: unknown): boolean => {
      watch.missed(failure);
      return mayHold();
    };
    for (let failures = 1; ; failures += 1) {
      try {
        const answer = await tell({ signal: giveUp, retryWhile, maxAttempts: Infinity });
        watch.answered();
        return answer;
      } catch (error) {
        if (giveUp.aborted || !isTransient(error) || !retryWhile(error)) throw error;
        await pause(pauseMs(failures), giveUp);
      }
    }
  }
}
