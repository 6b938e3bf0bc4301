import { cutAt, jsonBytes, withoutNul } from './text-limits.js';

/** What the service takes of one call (`registries.md` 6), and of one event (`http.md` 11.7). */
export const BATCH_LINES = 50;
const BATCH_BYTES = 60_000;
const LINE_LENGTH = 2_000;

/** Lines that wait to be sent, handed out in batches that the service takes. */
export class LineQueue {
  private readonly lines: string[] = [];
  private leftOut = 0;

  get length(): number {
    return this.lines.length;
  }

  push(line: string): void {
    this.lines.push(cutAt(withoutNul(line), LINE_LENGTH));
  }

  /** Forgets the oldest lines beyond `most`; the next batch says how many. */
  keepNewest(most: number): void {
    this.leaveOut(this.lines.splice(0, Math.max(0, this.lines.length - most)).length);
  }

  /** Counts lines that will never be sent; the next batch says how many. */
  leaveOut(count: number): void {
    this.leftOut += count;
  }

  /** The next batch; none when nothing waits. */
  take(): string[] {
    const batch = this.leftOut === 0 ? [] : [`[taskledger work: ${this.leftOut} lines were left out]`];
    let bytes = jsonBytes(batch);
    let taken = 0;
    for (const line of this.lines.slice(0, BATCH_LINES - batch.length)) {
      bytes += jsonBytes(line) + 1;
      if (bytes > BATCH_BYTES) break;
      taken += 1;
    }
    this.leftOut = 0;
    return [...batch, ...this.lines.splice(0, taken)];
  }
}
