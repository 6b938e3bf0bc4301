import type { Claim, TaskledgerClient } from '../../client/index.js';
import { pauseMs, pauseUnlessAborted } from '../../client/retry.js';
import { isTransient, messageOf } from './refusals.js';
import type { ServiceWatch } from './service-watch.js';

const HEARTBEAT_TIMEOUT_MS = 10_000;

export interface LeaseKeeperOptions {
  readonly client: TaskledgerClient;
  readonly claim: Claim;
  readonly leaseSeconds: number;
  /** When the lease began, by `performance.now()`. */
  readonly since: number;
  readonly watch: ServiceWatch;
}

/**
 * Holds the lease of one run: a heartbeat every third of it, repeated while the service is away. How long the lease
 * lasts is counted here from before each heartbeat is sent, so that it is never thought longer than it is, whatever
 * the clocks say.
 */
export class LeaseKeeper {
  private readonly losing = new AbortController();
  private readonly ending = new AbortController();
  private readonly leaseMs: number;
  private deadline: number;

  constructor(private readonly options: LeaseKeeperOptions) {
    this.leaseMs = options.leaseSeconds * 1000;
    this.deadline = options.since + this.leaseMs;
  }

  /** Aborted when the run is no longer this worker's; the reason says why. */
  get lost(): AbortSignal {
    return this.losing.signal;
  }

  /** False once the lease was lost or has run out: then nothing can be reported any more. */
  readonly mayHold = (): boolean => !this.lost.aborted && performance.now() < this.deadline;

  /** Gives the run up as another's, unless its end is being reported. */
  lose(why: unknown): void {
    if (this.ending.signal.aborted) return;
    this.ending.abort();
    this.losing.abort(new Error(messageOf(why)));
  }

  /** Sends heartbeats until `stop`, or until the lease is lost. */
  async keep(): Promise<void> {
    const { signal } = this.ending;
    const untilNext = (): number => Math.max(0, this.deadline - (this.leaseMs * 2) / 3 - performance.now());
    while (await pauseUnlessAborted(untilNext(), signal)) await this.extend(signal);
  }

  /** No more heartbeats: the end of the run is about to be reported. */
  stop(): void {
    this.ending.abort();
  }

  private async extend(signal: AbortSignal): Promise<void> {
    let failures = 0;
    do {
      const askedAt = performance.now();
      try {
        await this.heartbeat(signal, this.deadline - askedAt);
        this.deadline = askedAt + this.leaseMs;
        this.options.watch.answered();
        return;
      } catch (error) {
        if (isTransient(error)) this.options.watch.missed(error);
        else this.lose(error);
        failures += 1;
      }
      if (!this.mayHold()) this.lose('the service could not be reached before the lease ended');
    } while (await pauseUnlessAborted(Math.min(pauseMs(failures), this.leaseMs / 6), signal));
  }

  private async heartbeat(signal: AbortSignal, left: number): Promise<void> {
    const { client, claim, leaseSeconds } = this.options;
    const { claim_token_hash } = claim.lease;
    const fence = claim_token_hash === undefined ? {} : { claim_token_hash };
    const timeoutMs = Math.ceil(Math.max(1, Math.min(left, HEARTBEAT_TIMEOUT_MS)));
    await client.heartbeat(
      claim.run.id,
      { lease_seconds: leaseSeconds, ...fence },
      { signal, timeoutMs, maxAttempts: 1 },
    );
  }
}
