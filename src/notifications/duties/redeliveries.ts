import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { redactText } from '../../platform/redaction/redact.js';
import { acknowledgementFault } from '../domain/delivery-acknowledgement.js';
import type { BridgeRow } from '../views/bridge-view.js';
import { noteBridgeFailure, noteBridgeSuccess } from './bridge-health.js';
import type { BridgeNews } from './bridge-news.js';
import { barTo, type Carried, type Courier } from './courier.js';
import type { DeliveryCounts } from './delivery-metrics.js';
import { noteDelivered, noteFailed, type PlannedDelivery } from './delivery-records.js';
import type { Changed, Rows } from './delivery-tables.js';
import type { Turns } from './turns.js';

/** How long one waits when its host had no slot free, in ms. */
const BUSY_MS = 500;

const CLAIM =
  "UPDATE redeliveries SET claim = $1::uuid, due_at = now() + $2 * interval '1 millisecond' WHERE delivery_id IN (" +
  'SELECT delivery_id FROM redeliveries WHERE due_at <= now() ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED) ' +
  'RETURNING delivery_id, claim';
const MESSAGE =
  'SELECT d.delivery_id, d.sequence, d.body, d.bridge_instance_id, to_jsonb(b) AS bridge FROM deliveries d ' +
  'LEFT JOIN bridges b ON b.id = d.bridge_instance_id WHERE d.delivery_id = $1';
const HOLD = 'SELECT 1 FROM deliveries WHERE delivery_id = $1 FOR UPDATE';
const END = 'DELETE FROM redeliveries WHERE delivery_id = $1 AND claim = $2::uuid';
const RELEASE =
  "UPDATE redeliveries SET claim = NULL, due_at = now() + $3 * interval '1 millisecond' " +
  'WHERE delivery_id = $1 AND claim = $2::uuid';

/** A message that somebody asked to be sent once more, taken to be sent. */
export interface ClaimedRedelivery {
  readonly delivery_id: string;
  readonly claim: string;
}

type Message = PlannedDelivery & { readonly bridge_instance_id: string; readonly bridge: BridgeRow | null };

export interface RedeliveryParts {
  readonly dataSource: DataSource;
  readonly courier: Courier;
  readonly news: BridgeNews;
  readonly counts: DeliveryCounts;
  readonly turns: Turns;
  readonly leaseMs: number;
}

/** Sends messages once more that somebody asked for: the same bytes, one try, and no cursor moves. */
export class Redeliveries {
  constructor(private readonly parts: RedeliveryParts) {}

  async claim(limit: number): Promise<readonly ClaimedRedelivery[]> {
    const values = [randomUUID(), this.parts.leaseMs, limit];
    const [claimed] = await this.parts.dataSource.query<Changed<ClaimedRedelivery>>(CLAIM, values);
    return claimed;
  }

  async serve(claimed: ClaimedRedelivery, signal: AbortSignal): Promise<void> {
    const { dataSource, courier, news, turns, counts } = this.parts;
    const [message] = await turns.take(() => dataSource.query<Message[]>(MESSAGE, [claimed.delivery_id]));
    if (!message) return;
    const { bridge } = message;
    const bar = barTo(bridge, message.bridge_instance_id);
    const carried: Carried =
      bar !== undefined || !bridge
        ? { delivered: false, reason: 'refused', words: bar ?? '', durationMs: 0 }
        : await courier.carry(bridge, message, signal);
    if (!carried.delivered && (carried.reason === 'aborted' || carried.reason === 'busy')) {
      const values = [claimed.delivery_id, claimed.claim, BUSY_MS];
      await turns.take(() => dataSource.query(RELEASE, values));
      return;
    }
    const words = wordsOf(carried, message);
    const health = await turns.take(() =>
      dataSource.transaction((rows) => this.write(rows, claimed, message, { carried, words, sent: bar === undefined })),
    );
    counts.count(words === undefined ? 'delivered' : 'failed');
    if (!bridge || bar !== undefined) return;
    if (words === undefined) await news.succeeded(bridge);
    else if (health) await news.failed(bridge, health);
  }

  private async write(
    rows: Rows,
    { delivery_id, claim }: ClaimedRedelivery,
    { bridge_instance_id }: Message,
    { carried, words, sent }: { readonly carried: Carried; readonly words: string | undefined; readonly sent: boolean },
  ) {
    await rows.query(HOLD, [delivery_id]);
    const [, ended] = await rows.query<Changed<unknown>>(END, [delivery_id, claim]);
    if (ended === 0) return undefined;
    const { durationMs, status } = carried;
    const attempt = { durationMs, ...(status === undefined ? {} : { status }) };
    if (words !== undefined) {
      await noteFailed(rows, delivery_id, { ...attempt, error: words }, undefined);
      return sent ? noteBridgeFailure(rows, bridge_instance_id, words) : undefined;
    }
    await noteDelivered(rows, delivery_id, attempt);
    await noteBridgeSuccess(rows, bridge_instance_id);
    return undefined;
  }
}

/** Why it failed; undefined when it did not. */
function wordsOf(carried: Carried, { delivery_id, sequence }: PlannedDelivery): string | undefined {
  if (!carried.delivered) return redactText(carried.words);
  return acknowledgementFault(carried.body, { delivery_id, seq: sequence });
}
