import { Rejection } from '../rejection.js';
import type { LogReader } from '../ledger-wait.js';
import type { Checkpoint } from './view-checkpoints.js';

/** How often the checkpoints are read while somebody waits for a follower of another instance, in ms. */
const LOOK_MS = 20;

/** How long a query waits for a view that nobody has begun to follow, as at the first moment of a new ledger, in ms. */
const FIRST_MS = 1_000;

interface Waiter {
  readonly view: string;
  readonly position: number;
  readonly resolve: (reached: boolean) => void;
}

/**
 * How far the views are, for queries that wait for them. Where this instance follows, the follower says so; else the
 * checkpoints are read for all who wait together, and only while somebody waits.
 */
export class ViewPositions {
  private readonly known = new Map<string, Checkpoint>();
  private readonly waiters = new Set<Waiter>();
  private readonly listeners = new Set<(view: string) => void>();
  private looking = false;

  constructor(private readonly read: () => Promise<readonly Checkpoint[]>) {}

  note(checkpoint: Checkpoint): void {
    this.known.set(checkpoint.name, checkpoint);
    for (const waiter of [...this.waiters]) {
      if (waiter.view === checkpoint.name && checkpoint.position >= waiter.position) waiter.resolve(true);
    }
  }

  /** Whether somebody in this instance waits for the view. */
  awaits(view: string): boolean {
    return [...this.waiters].some((waiter) => waiter.view === view);
  }

  /** Calls `listener` whenever somebody begins to wait for a view. */
  whenAwaited(listener: (view: string) => void): void {
    this.listeners.add(listener);
  }

  /**
   * The reader that stands for a view.
   * @throws Rejection `view_not_built` when the view was never built.
   */
  async readerOf(view: string): Promise<LogReader> {
    if (!this.known.has(view)) await this.look();
    if (!(await this.reached(view, 0, FIRST_MS))) {
      throw new Rejection('view_not_built', `the ${view} view is being built for the first time`);
    }
    const positionOf = (): number => this.known.get(view)?.position ?? 0;
    return {
      get position(): number {
        return positionOf();
      },
      reached: (position, timeoutMs) => this.reached(view, position, timeoutMs),
    };
  }

  private reached(view: string, position: number, timeoutMs: number): Promise<boolean> {
    if ((this.known.get(view)?.position ?? -1) >= position) return Promise.resolve(true);
    return new Promise((resolve) => {
      const timer = setTimeout(() => waiter.resolve(false), timeoutMs);
      const waiter: Waiter = {
        view,
        position,
        resolve: (reached) => {
          clearTimeout(timer);
          this.waiters.delete(waiter);
          resolve(reached);
        },
      };
      this.waiters.add(waiter);
      for (const listener of this.listeners) listener(view);
      void this.keepLooking();
    });
  }

  private async keepLooking(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    try {
      while (this.waiters.size > 0) {
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
        if (this.waiters.size > 0) await this.look();
      }
    } catch {
      // The database is away: those who wait are told in time that the view did not come.
    } finally {
      this.looking = false;
    }
  }

  private async look(): Promise<void> {
    for (const checkpoint of await this.read()) this.note(checkpoint);
  }
}
