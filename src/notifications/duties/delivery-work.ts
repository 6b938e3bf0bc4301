import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { Changed, Claimed, Rows } from './delivery-tables.js';

/** A subscription that could be worked on now. */
export interface Candidate {
  readonly subscription_id: string;
  readonly bridge_instance_id: string;
  /** Where its messages go; null while there is no such bridge. */
  readonly endpoint_url: string | null;
}

/**
 * The bridges that have work, one after another along the index, and of each the first that are due: a bridge with much
 * to do takes no more room than others.
 */
const CANDIDATES =
  'WITH RECURSIVE waiting AS (' +
  '(SELECT bridge_instance_id AS id FROM delivery_work ORDER BY bridge_instance_id LIMIT 1) UNION ALL ' +
  'SELECT (SELECT w.bridge_instance_id FROM delivery_work w WHERE w.bridge_instance_id > waiting.id ' +
  'ORDER BY w.bridge_instance_id LIMIT 1) FROM waiting WHERE waiting.id IS NOT NULL) ' +
  'SELECT due.subscription_id, waiting.id AS bridge_instance_id, b.endpoint_url FROM waiting ' +
  'CROSS JOIN LATERAL (SELECT w.subscription_id, w.due_at FROM delivery_work w ' +
  'WHERE w.bridge_instance_id = waiting.id AND w.due_at <= now() ORDER BY w.due_at, w.subscription_id LIMIT $1) due ' +
  'LEFT JOIN bridges b ON b.id = waiting.id WHERE waiting.id IS NOT NULL AND waiting.id <> ALL($2::text[]) ' +
  'ORDER BY due.due_at, due.subscription_id LIMIT $3';

const CLAIM =
  "UPDATE delivery_work w SET claim = $2::uuid, due_at = now() + $3 * interval '1 millisecond' FROM (" +
  'SELECT subscription_id FROM delivery_work WHERE subscription_id = ANY($1::text[]) AND due_at <= now() ' +
  'FOR UPDATE SKIP LOCKED) AS free WHERE w.subscription_id = free.subscription_id ' +
  'RETURNING w.subscription_id, w.task_id, w.bridge_instance_id, w.claim, w.failures, w.wakes';

const HELD = 'subscription_id = $1 AND claim = $2::uuid';
const HOLD = `SELECT 1 FROM delivery_work WHERE ${HELD} FOR UPDATE`;
const KEEP =
  "UPDATE delivery_work SET due_at = now() + $3 * interval '1 millisecond', failures = 0, since = now() " +
  `WHERE ${HELD} AND claim IS NOT NULL`;
const END = `DELETE FROM delivery_work WHERE ${HELD} AND wakes = $3`;
const RELEASE = `UPDATE delivery_work SET claim = NULL, due_at = now() + $3 * interval '1 millisecond' WHERE ${HELD}`;
/** What was woken meanwhile does not wait: something may have been put right. */
const RETRY =
  'UPDATE delivery_work SET claim = NULL, failures = failures + 1, due_at = CASE WHEN wakes = $3 ' +
  `THEN now() + $4 * interval '1 millisecond' ELSE now() END WHERE ${HELD} RETURNING due_at`;

/** The subscriptions with something to do, and who is at work on which: one at a time each, for a limited time. */
export class DeliveryWork {
  constructor(
    private readonly dataSource: DataSource,
    /** How long a claim lasts, in ms: longer than any send can take. */
    private readonly leaseMs: number,
  ) {}

  /** What is due, longest due first; of each bridge at most `ofEach`, of those in `except` none. */
  candidates(ofEach: number, except: readonly string[], limit: number): Promise<Candidate[]> {
    return this.dataSource.query<Candidate[]>(CANDIDATES, [ofEach, except, limit]);
  }

  /** Takes those that are still due and that nobody else takes at this moment. */
  async claim(subscriptionIds: readonly string[]): Promise<readonly Claimed[]> {
    const values = [subscriptionIds, randomUUID(), this.leaseMs];
    const [claimed] = await this.dataSource.query<Changed<Claimed>>(CLAIM, values);
    return claimed;
  }

  /** Whether the claim stands; it then stands until the end of the transaction. */
  async hold(rows: Rows, { subscription_id, claim }: Claimed): Promise<boolean> {
    return (await rows.query<unknown[]>(HOLD, [subscription_id, claim])).length > 0;
  }

  /** A message got through: the claim lasts anew, for the next one. */
  async keep(rows: Rows, { subscription_id, claim }: Claimed): Promise<void> {
    await rows.query(KEEP, [subscription_id, claim, this.leaseMs]);
  }

  /** Nothing is left to do, unless it was woken meanwhile. */
  async end(rows: Rows, { subscription_id, claim, wakes }: Claimed): Promise<void> {
    const [, ended] = await rows.query<Changed<unknown>>(END, [subscription_id, claim, wakes]);
    if (ended === 0) await rows.query(RELEASE, [subscription_id, claim, 0]);
  }

  /** Gives back what was begun and not tried, for `delayMs` from now. */
  async release({ subscription_id, claim }: Claimed, delayMs: number): Promise<void> {
    await this.dataSource.query(RELEASE, [subscription_id, claim, delayMs]);
  }

  /** It failed: again after `delayMs`. Answers when that is. */
  async retry(rows: Rows, { subscription_id, claim, wakes }: Claimed, delayMs: number): Promise<string | undefined> {
    const [due] = await rows.query<Changed<{ due_at: string }>>(RETRY, [subscription_id, claim, wakes, delayMs]);
    return due[0]?.due_at;
  }
}
