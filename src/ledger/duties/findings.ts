import type { DutyReport } from './duty.js';

/**
 * One turn's findings, each with a command of its own: one that fails does not keep the others from theirs, and is told
 * at the end.
 */
export class Findings {
  private looked = 0;
  private acted = 0;
  private readonly failures: unknown[] = [];

  /** @param act answers whether there was still something to do. */
  async each<F>(findings: readonly F[], act: (finding: F) => Promise<boolean>): Promise<void> {
    this.looked += findings.length;
    for (const outcome of await Promise.allSettled(findings.map(act))) {
      if (outcome.status === 'rejected') this.failures.push(outcome.reason);
      else if (outcome.value) this.acted += 1;
    }
  }

  /** @throws Error when a command failed; the findings are found again at the next turn. */
  report(): DutyReport {
    if (this.failures.length === 0) return { findings: this.acted };
    const [first] = this.failures;
    const words = first instanceof Error ? first.message : String(first);
    throw new Error(`${this.failures.length} of ${this.looked} findings failed: ${words}`, { cause: first });
  }
}
