/** How long answers may wait for the next flush to be on its way, in ms. */
const HOLD_MS = 3;

/**
 * Answers of a flush that is committed. What they set off keeps this thread busy for longer than the next flush needs to get under
 * way: where one is at hand, it goes first, and they are given while the database writes it (docs/decisions/0015).
 */
export class HeldAnswers {
  private held: (() => void) | undefined;
  private holding: NodeJS.Timeout | undefined;

  /** Keeps them until `release`, a few milliseconds at the most. */
  hold(answers: () => void): void {
    this.held = answers;
    this.holding = setTimeout(() => this.release(), HOLD_MS);
  }

  /** Gives those that are held, if there are any. */
  release(): void {
    clearTimeout(this.holding);
    const answers = this.held;
    this.held = undefined;
    answers?.();
  }
}
