import type { DataSource } from 'typeorm';
import { cursorKeyOf } from '../domain/cursor-key.js';
import type { FinalEvent } from '../domain/delivery-decision.js';
import { advanceCursor, recordCursorError, skipCursor } from '../notification-cursors.js';
import type { DeliveryProspect } from '../views/delivery-prospect.js';
import { type BridgeHealth, noteBridgeFailure, noteBridgeSuccess } from './bridge-health.js';
import {
  type Attempt,
  dropPassed,
  forgetOlder,
  noteDelivered,
  noteFailed,
  noteSuppressed,
  planDelivery,
  type PlannedDelivery,
} from './delivery-records.js';
import type { Claimed, Rows } from './delivery-tables.js';
import type { DeliveryWork } from './delivery-work.js';

/** What became of a claim: `lost` means that it was taken away, and that nothing was written. */
export type Written<T> = T | 'lost';

/** A try that did not get a message through. */
export interface FailedTry {
  /** Why, for people: no secrets. */
  readonly words: string;
  readonly delayMs: number;
  /** The message; undefined when it did not come to one. */
  readonly delivery_id?: string;
  readonly attempt: Attempt;
  /** Whether the receiver, or its address, had its part in it. */
  readonly sent: boolean;
}

/**
 * Writes down how the work on a subscription went: cursor, delivery and the work itself in one transaction, and only while
 * the claim stands. Whoever lost it, to the end of its time or because the subscription is gone, changes nothing.
 */
export class DeliveryOutcomes {
  constructor(
    private readonly dataSource: DataSource,
    private readonly work: DeliveryWork,
  ) {}

  /** Writes a message down before it is sent. */
  planned(
    claimed: Claimed,
    prospect: DeliveryProspect,
    event: FinalEvent,
    body: string,
  ): Promise<Written<PlannedDelivery>> {
    return this.holding(claimed, (rows) => planDelivery(rows, prospect, event, body));
  }

  /** The subscription is gone, or its task: there is nothing left to do. */
  vanished(claimed: Claimed): Promise<Written<void>> {
    return this.holding(claimed, (rows) => this.work.end(rows, claimed));
  }

  /** There is nothing to send: the cursor goes past what was looked at, if the task has come to its end. */
  passedOver(claimed: Claimed, { subscription, decision, seen, ended }: DeliveryProspect): Promise<Written<number>> {
    return this.holding(claimed, async (rows) => {
      let dropped = 0;
      if (decision.kind === 'nothing' && ended) {
        const key = cursorKeyOf(subscription);
        const moved = await skipCursor(rows, key, seen);
        if (moved && decision.mismatch !== undefined) await recordCursorError(rows, key, decision.mismatch);
        dropped = await dropPassed(rows, claimed.subscription_id, seen);
      }
      await this.work.end(rows, claimed);
      return dropped;
    });
  }

  /** Its bridge is to be sent nothing: the cursor goes on as if it had been delivered (`reviews.md` C.6). */
  suppressed(claimed: Claimed, prospect: DeliveryProspect, planned: PlannedDelivery): Promise<Written<void>> {
    return this.holding(claimed, async (rows) => {
      await noteSuppressed(rows, planned.delivery_id);
      await this.goOn(rows, claimed, prospect, planned);
    });
  }

  delivered(
    claimed: Claimed,
    prospect: DeliveryProspect,
    planned: PlannedDelivery,
    attempt: Attempt,
  ): Promise<Written<void>> {
    return this.holding(claimed, async (rows) => {
      await noteDelivered(rows, planned.delivery_id, attempt);
      await this.goOn(rows, claimed, prospect, planned);
      await noteBridgeSuccess(rows, prospect.subscription.bridge_instance_id);
    });
  }

  /**
   * It failed and is tried again. Answers how its bridge does; undefined where nothing was sent, which says nothing of
   * the receiver.
   */
  failed(
    claimed: Claimed,
    { subscription }: DeliveryProspect,
    { words, delayMs, delivery_id, attempt, sent }: FailedTry,
  ): Promise<Written<BridgeHealth | undefined>> {
    return this.holding(claimed, async (rows) => {
      const dueAt = await this.work.retry(rows, claimed, delayMs);
      await recordCursorError(rows, cursorKeyOf(subscription), words);
      if (delivery_id !== undefined) await noteFailed(rows, delivery_id, { ...attempt, error: words }, dueAt);
      return sent ? noteBridgeFailure(rows, subscription.bridge_instance_id, words) : undefined;
    });
  }

  /** Writes in one transaction, while the claim stands. */
  async holding<R>(claimed: Claimed, write: (rows: Rows) => Promise<R>): Promise<Written<R>> {
    return this.dataSource.transaction(async (rows) =>
      (await this.work.hold(rows, claimed)) ? write(rows) : ('lost' as const),
    );
  }

  private async goOn(
    rows: Rows,
    claimed: Claimed,
    { subscription }: DeliveryProspect,
    { delivery_id, sequence }: PlannedDelivery,
  ): Promise<void> {
    await advanceCursor(rows, cursorKeyOf(subscription), sequence, delivery_id);
    await dropPassed(rows, claimed.subscription_id, sequence);
    await forgetOlder(rows, claimed.subscription_id);
    await this.work.keep(rows, claimed);
  }
}
