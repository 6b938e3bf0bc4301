import type { CallBook } from './calls.js';
import type { Instance } from './instances.js';

/** Where everything takes place: what all callers share. */
export interface Field {
  readonly instances: readonly [Instance, Instance];
  readonly calls: CallBook;
  readonly completions: Budget;
  /** Set when callers are to come to an end. */
  over: boolean;
}

/** So many runs may be completed for now, so that none of the callers runs out of work, however fast they are. */
export class Budget {
  constructor(private left: number) {}

  /** Whether one more may be. */
  take(): boolean {
    if (this.left <= 0) return false;
    this.left -= 1;
    return true;
  }

  giveBack(): void {
    this.left += 1;
  }
}
