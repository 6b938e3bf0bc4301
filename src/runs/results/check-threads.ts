import { Rejection } from '../../ledger/rejection.js';
import type { CheckRequest } from './check-messages.js';
import { type CheckOutcome, CheckThread } from './check-thread-host.js';

/** How long a check may take (`http.md` 11.6), in ms. */
export const CHECK_LIMIT_MS = 200;
/** A check that was late is done once more: a machine that was busy for a moment is not the result's fault. */
const TRIES = 2;
const THREADS = 2;
/** Checks that may wait; beyond it callers are told to come back. */
const MAX_WAITING = 1_000;

/** The threads that check results: started when they are needed, replaced when a check had to be stopped. */
export class CheckThreads {
  private readonly idle: CheckThread[] = [];
  private readonly all = new Set<CheckThread>();
  private readonly waiting: (() => void)[] = [];
  private busy = 0;
  private closed = false;

  /** @throws Rejection `ledger_overloaded` when too many checks wait, `ledger_unavailable` when the service ends. */
  async check(request: CheckRequest): Promise<CheckOutcome> {
    if (this.waiting.length >= MAX_WAITING) throw new Rejection('ledger_overloaded', 'too many results are checked');
    await this.turn();
    try {
      return await this.tried(request);
    } finally {
      this.handOn();
    }
  }

  /** Stops all threads; what they check is answered as a service that ends answers. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.all].map((thread) => thread.stop()));
  }

  private turn(): Promise<void> {
    if (this.busy >= THREADS) return new Promise<void>((resolve) => this.waiting.push(resolve));
    this.busy += 1;
    return Promise.resolve();
  }

  /** Whoever waits takes the place over, so that nobody slips in between. */
  private handOn(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.busy -= 1;
  }

  private async tried(request: CheckRequest): Promise<CheckOutcome> {
    for (let left = TRIES; ; left -= 1) {
      this.requireOpen();
      const thread = this.take();
      const outcome = await thread.check(request);
      if (thread.alive) this.idle.push(thread);
      else this.all.delete(thread);
      this.requireOpen();
      if (outcome !== 'late' || left === 1) return outcome;
    }
  }

  private requireOpen(): void {
    if (this.closed) throw new Rejection('ledger_unavailable', 'the service is shutting down');
  }

  private take(): CheckThread {
    for (let thread = this.idle.pop(); thread; thread = this.idle.pop()) {
      if (thread.alive) return thread;
      this.all.delete(thread);
    }
    const started = new CheckThread(CHECK_LIMIT_MS);
    this.all.add(started);
    return started;
  }
}
