import { pauseMs, pauseUnlessAborted } from '../../../client/retry.js';
import { isLeaseLost, isTransient } from '../refusals.js';
import { BATCH_LINES, LineQueue } from './line-queue.js';

/** Fewer lines than a batch wait this long for more, in ms. */
const GATHER_MS = 500;
/** So many unsent lines hold the command up, and are the most that is kept while the service is away. */
const MOST_WAITING = 1_000;

export interface ProgressSenderOptions {
  /** Reports lines once; its failures are judged here. */
  readonly send: (lines: string[]) => Promise<void>;
  /** Ends all sending: the lease is lost or the worker gives up. */
  readonly signal: AbortSignal;
  /** Called when the service says that the lease is lost. */
  readonly onLeaseLost: (error: unknown) => void;
}

/**
 * Sends a command's lines as progress of its run, in order and in batches. A service that is slow holds the command up;
 * one that is away does not: then the oldest lines are left out, and a line says how many. Lines whose sending broke
 * off are sent again, so after a crash of the service some may be there twice.
 */
export class ProgressSender {
  private readonly queue = new LineQueue();
  private away = false;
  private draining = false;
  private pumping: Promise<void> | undefined;
  private readonly waiters = new Set<() => void>();

  constructor(private readonly options: ProgressSenderOptions) {
    options.signal.addEventListener('abort', () => this.wake(), { once: true });
  }

  add(line: string): void {
    if (this.options.signal.aborted) return;
    this.queue.push(line);
    if (this.away) this.queue.keepNewest(MOST_WAITING);
    if (this.queue.length >= BATCH_LINES) this.wake();
    this.pumping ??= this.pump();
  }

  /** Resolves when more output may be read; at once while the service is away. */
  async room(): Promise<void> {
    while (!this.away && !this.options.signal.aborted && this.queue.length >= MOST_WAITING) await this.change();
  }

  /** Resolves when everything is sent, or nothing can be sent any more. */
  async drain(): Promise<void> {
    this.draining = true;
    this.wake();
    await this.pumping;
  }

  private async pump(): Promise<void> {
    while (this.queue.length > 0 && !this.options.signal.aborted) {
      await this.gather();
      const batch = this.queue.take();
      this.wake();
      await this.deliver(batch);
    }
    this.pumping = undefined;
  }

  private async gather(): Promise<void> {
    const { signal } = this.options;
    const deadline = performance.now() + GATHER_MS;
    while (!this.draining && !signal.aborted && this.queue.length < BATCH_LINES) {
      const left = deadline - performance.now();
      if (left <= 0) return;
      await this.change(left);
    }
  }

  private async deliver(batch: string[]): Promise<void> {
    const { send, signal, onLeaseLost } = this.options;
    for (let failures = 1; !signal.aborted; failures += 1) {
      try {
        await send(batch);
        this.away = false;
        return;
      } catch (error) {
        if (isLeaseLost(error)) onLeaseLost(error);
        else if (!isTransient(error)) this.queue.leaveOut(batch.length);
        if (!isTransient(error)) return;
        this.away = true;
        this.wake();
        await pauseUnlessAborted(pauseMs(failures), signal);
      }
    }
  }

  /** Resolves at the next wake, or after `ms`. */
  private change(ms?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(() => done(), ms);
      const done = (): void => {
        clearTimeout(timer);
        this.waiters.delete(done);
        resolve();
      };
      this.waiters.add(done);
    });
  }

  private wake(): void {
    for (const waiter of [...this.waiters]) waiter();
  }
}
