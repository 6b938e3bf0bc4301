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

/** How many more runs may be completed: fewer than there are, so that no caller runs out of work, however fast it is. */
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
