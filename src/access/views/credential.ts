import type { KeyState } from '../domain/key-state.js';
import type { DatabaseClock } from './database-clock.js';

/** Timers take no more. */
const LONGEST_TIMER_MS = 2_147_483_647;

/** A secret of a key, and the time for which it may be used: it ends when it is withdrawn or its time is over. */
export class Credential {
  private readonly actions = new Set<() => void>();
  private withdrawn = false;
  private timer: NodeJS.Timeout | undefined;

  /** @param until time of the database's clock, in ms; undefined: until it is withdrawn */
  constructor(
    readonly key: KeyState,
    private until: number | undefined,
    private readonly clock: DatabaseClock,
  ) {}

  get over(): boolean {
    return this.withdrawn || (this.until !== undefined && this.until <= this.clock.now);
  }

  /** Calls the action once, when this is over; at once when it is already. The returned function takes that back. */
  onEnd(action: () => void): () => void {
    if (this.over) {
      action();
      return () => undefined;
    }
    // Wrapped: the same function may be given twice.
    const entry = (): void => action();
    this.actions.add(entry);
    this.arm();
    return () => {
      this.actions.delete(entry);
      if (this.actions.size === 0) clearTimeout(this.timer);
    };
  }

  /** Sets another end, such as that of a grace. */
  endAt(until: number | undefined): void {
    this.until = until;
    this.arm();
  }

  /** Ends it now. */
  withdraw(): void {
    this.withdrawn = true;
    this.finish();
  }

  private arm(): void {
    clearTimeout(this.timer);
    if (this.until === undefined || this.actions.size === 0) return;
    const left = Math.max(this.until - this.clock.now, 0);
    this.timer = setTimeout(() => this.due(), Math.min(left, LONGEST_TIMER_MS)).unref();
  }

  private due(): void {
    if (this.over) this.finish();
    else this.arm();
  }

  private finish(): void {
    clearTimeout(this.timer);
    const actions = [...this.actions];
    this.actions.clear();
    for (const action of actions) action();
  }
}
