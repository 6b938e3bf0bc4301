import { type Begun, type Found, type Head, isSameHead } from './memory.js';

/** How long a reading of the database's clock is carried on by this process's own, in ms. */
const CARRIED_MS = 1_000;
/** A flush's time may be behind the database's clock at its lock by so much, in ms, and never before it. */
const MOST_BEHIND_MS = 100;

/** By how much two clocks may drift apart, in ms for each second. */
const DRIFT_MS = 0.1;

/**
 * What the next transaction will find when it has the lock: the head that this instance wrote last, unless another has written
 * since, and the database's time, read lately and carried on. Nothing that was done on an expectation is committed before it has
 * proved right.
 *
 * A reading is behind the database's clock by what its answer was under way, and by what this thread did meanwhile; the one that took
 * least counts for those after it as well. So an expected time is behind by the shortest way there is, and never ahead.
 */
export class Expectation {
  /** The database's clock less this process's, at the last reading; no less than that was. */
  private lead: number | undefined;
  private readAt = Number.NEGATIVE_INFINITY;
  private alone = false;

  /** What a transaction that is opened now will find behind `head`; nothing where it is better to wait and see. */
  behind(head: Head | undefined): Begun | undefined {
    if (!head || !this.alone || this.lead === undefined) return undefined;
    const at = performance.now();
    if (at - this.readAt > CARRIED_MS) return undefined;
    const now = new Date(Math.floor(at + this.lead)).toISOString();
    return { head, now: head.recordedAt !== null && head.recordedAt > now ? head.recordedAt : now };
  }

  /** What a transaction found; `known` is the head that this instance knew. */
  found({ head, now, answeredAt }: Found, known: Head | undefined): void {
    const read = Date.parse(now) - answeredAt;
    const carried = (this.lead ?? Number.NEGATIVE_INFINITY) - (DRIFT_MS * (answeredAt - this.readAt)) / 1_000;
    this.lead = carried > read && carried - read < MOST_BEHIND_MS ? carried : read;
    this.readAt = answeredAt;
    this.alone = known !== undefined && isSameHead(head, known);
  }

  /** Whether it came as expected. */
  held(expected: Begun, { head, now }: Begun): boolean {
    const behind = Date.parse(now) - Date.parse(expected.now);
    // The database's clock was set back: what was read of it before says nothing any more.
    if (behind < 0) this.lead = undefined;
    return isSameHead(expected.head, head) && behind >= 0 && behind <= MOST_BEHIND_MS;
  }
}
