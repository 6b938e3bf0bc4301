import type { Hub } from './hub/hub.js';
import type { EventLog } from './log/event-log.js';
import { Rejection } from './rejection.js';

/** A query waits at most this long for a position, in ms (architecture.md 4). */
const WAIT_MS = 1_000;

/** Whatever goes through the log from its beginning to its end: the hub, the follower that keeps a view. */
export interface LogReader {
  /** The position up to which it has seen everything. */
  readonly position: number;
  /** Resolves with true as soon as it has seen `position`, with false after `timeoutMs`. */
  reached(position: number, timeoutMs: number): Promise<boolean>;
}

/**
 * How queries wait for the log. Those of inline views need to wait only for a position that the caller names; those of
 * followers' views wait for their follower as well. Whoever waits is woken, nobody asks again and again.
 */
export class LedgerWait {
  constructor(
    private readonly hub: Pick<Hub, 'position' | 'reached'>,
    private readonly log: Pick<EventLog, 'head'>,
    private readonly waitMs = WAIT_MS,
  ) {}

  /** The position up to which this instance has seen everything; inline views are never behind it. */
  get position(): number {
    return this.hub.position;
  }

  /**
   * Waits until the log has come to `position`, and resolves with a position that inline views are not behind, at least
   * that one. Rejects with `ledger_position_not_reached` after a second: the position is another ledger's, or of a time
   * after the one to which this ledger was set back.
   */
  async until(position: number): Promise<number> {
    if (await this.hub.reached(position, this.waitMs)) return Math.max(position, this.position);
    // A hub that has much to hand over is behind the log, from which nothing is missing in the inline views.
    const head = await this.log.head();
    return atLeast(position, head);
  }

  /**
   * Waits until a follower has come to the head of the log, and resolves with the position that it has come to. It may be
   * behind after a second; below `wanted`, which a caller has named, it rejects with `ledger_position_not_reached`.
   */
  async untilFollowed(reader: LogReader, wanted = 0): Promise<number> {
    const head = Math.max(await this.log.head(), wanted);
    await reader.reached(head, this.waitMs);
    return atLeast(wanted, reader.position);
  }
}

function atLeast(wanted: number, position: number): number {
  if (position >= wanted) return position;
  throw new Rejection('ledger_position_not_reached', `the answer would be of position ${position}, not of ${wanted}`);
}
