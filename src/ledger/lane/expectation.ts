import { type Begun, type Head, isSameHead } from './memory.js';

/** How long a reading of the database's clock is carried on by this process's own, in ms. */
const CARRIED_MS = 1_000;
/** A flush's time may be behind the database's clock at its lock by so much, in ms, and never before it. */
const MOST_BEHIND_MS = 100;

/**
 * What the next transaction will find when it has the lock: the head that this instance wrote last, unless another has written
 * since, and the database's time, read lately and carried on. The reading was made before its answer came, so what is expected is
 * behind the database's clock by that much. Nothing that was done on an expectation is written before it has proved right.
 */
export class Expectation {
  private reading: { readonly time: number; readonly at: number } | undefined;
  private alone = false;

  /** What a transaction that is opened now will find behind `head`; nothing where it is better to wait and see. */
  behind(head: Head | undefined): Begun | undefined {
    if (!head || !this.alone || !this.reading) return undefined;
    const carried = performance.now() - this.reading.at;
    if (carried > CARRIED_MS) return undefined;
    const now = new Date(this.reading.time + Math.floor(carried)).toISOString();
    return { head, now: head.recordedAt !== null && head.recordedAt > now ? head.recordedAt : now };
  }

  /** What a transaction found; `known` is the head that this instance knew. */
  found({ head, now }: Begun, known: Head | undefined): void {
    this.reading = { time: Date.parse(now), at: performance.now() };
    this.alone = known !== undefined && isSameHead(head, known);
  }

  /** Whether it came as expected. */
  held(expected: Begun, { head, now }: Begun): boolean {
    if (!isSameHead(expected.head, head) || expected.now > now) return false;
    return Date.parse(now) - Date.parse(expected.now) <= MOST_BEHIND_MS;
  }
}
