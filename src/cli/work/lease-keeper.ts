import type { Claim, TaskledgerClient } from '../../client/index.js';
import { pause, pauseMs } from '../../client/retry.js';
import { isLeaseLost, isTransient, messageOf } from './refusals.js';

const HEARTBEAT_TIMEOUT_MS = 10_000;

export interface LeaseKeeperOptions {
  readonly client: TaskledgerClient;
  readonly claim: Claim;
  readonly leaseSeconds: number;
  /** When the claim was asked for, by `performance.now()`: the lease cannot have begun before. */
  readonly askedAt: number;
}

/**
 * Holds the lease of one run: a heartbeat every third of it, repeated while the service is away. Time is measured here
 * from before each call, so that the lease is never thought longer than it is, whatever the clocks say.
 */
export class LeaseKeeper {
  private readonly losing = new AbortController();
  private readonly stopping = new AbortController();
  private deadline: number;
  private readonly leaseMs: number;

  constructor(private readonly options: LeaseKeeperOptions) {
    this.leaseMs = options.leaseSeconds * 1000;
    this.deadline = options.askedAt + this.leaseMs;
  }

  /** Aborted when the run is no longer this worker's; the reason says why. */
  get lost(): AbortSignal {
    return this.losing.signal;
  }

  /** False once the lease has run out for sure or was lost: then nothing can be reported any more. */
  readonly mayHold = (): boolean => !this.lost.aborted && performance.now() < this.deadline;

  lose(why: unknown): void {
    if (!this.stopping.signal.aborted) this.losing.abort(new Error(messageOf(why)));
  }

  /** Sends heartbeats until `stop` or until the lease is lost. */
  async keep(): Promise<void> {
    const done = AbortSignal.any([this.lost, this.stopping.signal]);
    while (!done.aborted) {
      await pause(Math.max(0, this.deadline - (this.leaseMs * 2) / 3 - performance.now()), done).catch(() => undefined);
      if (!done.aborted) await this.extend(done);
    }
  }

  /** No more heartbeats; the run is about to be ended. */
  stop(): void {
    this.stopping.abort();
  }

  private async extend(done: AbortSignal): Promise<void> {
    for (let failures = 1; !done.aborted; failures += 1) {
      const left = this.deadline - performance.now();
      if (left <= 0) {
        this.lose('the service could not be reached before the lease ended');
        return;
      }
      const askedAt = performance.now();
      try {
        await this.heartbeat(done, Math.min(left, HEARTBEAT_TIMEOUT_MS));
        this.deadline = askedAt + this.leaseMs;
        return;
      } catch (error) {
        if (done.aborted) return;
        if (!isTransient(error)) {
          this.lose(isLeaseLost(error) ? error : `the heartbeat was refused: ${messageOf(error)}`);
          return;
        }
        await pause(Math.min(pauseMs(failures), this.leaseMs / 6), done).catch(() => undefined);
      }
    }
  }

  private async heartbeat(signal: AbortSignal, timeoutMs: number): Promise<void> {
    const { client, claim, leaseSeconds } = this.options;
    const { claim_token_hash } = claim.lease;
    const fence = claim_token_hash === undefined ? {} : { claim_token_hash };
    const body = { lease_seconds: leaseSeconds, ...fence };
    await client.heartbeat(claim.run.id, body, { signal, timeoutMs: Math.ceil(timeoutMs), maxAttempts: 1 });
  }
}
