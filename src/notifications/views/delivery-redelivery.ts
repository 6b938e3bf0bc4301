import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { DataSource, type EntityManager } from 'typeorm';
import { Rejection } from '../../ledger/rejection.js';
import { deliveryNotFound } from './delivery-queries.js';
import { DeliveryReader, type DeliveryWithAttempts } from './delivery-reader.js';

/**
 * Has a message sent again, as it was written first and under the same id (`registries.md` 4). One that waits for its next
 * try has it now; any other gets one try more, which moves no cursor. A query, because nothing of the ledger changes.
 * Refused: `delivery_not_found`, `delivery_in_flight`.
 */
export class RequestRedelivery extends Query<DeliveryWithAttempts> {
  constructor(readonly deliveryId: string) {
    super();
  }
}

/** Held until the end of the transaction, so that two requests at once are one. */
const STATUS = 'SELECT status FROM deliveries WHERE delivery_id = $1 FOR UPDATE';
const REQUESTED = 'SELECT 1 FROM redeliveries WHERE delivery_id = $1';
const OF_ITS_SUBSCRIPTION = 'subscription_id = (SELECT subscription_id FROM deliveries WHERE delivery_id = $1)';
const WORK = `SELECT claim IS NOT NULL AND due_at > now() AS claimed FROM delivery_work WHERE ${OF_ITS_SUBSCRIPTION} FOR UPDATE`;
const HURRY = `UPDATE delivery_work SET due_at = now() WHERE ${OF_ITS_SUBSCRIPTION}`;
const REQUEST =
  'INSERT INTO redeliveries (delivery_id, bridge_instance_id, due_at) ' +
  'SELECT delivery_id, bridge_instance_id, now() FROM deliveries WHERE delivery_id = $1';

@QueryHandler(RequestRedelivery)
export class RequestRedeliveryHandler implements IQueryHandler<RequestRedelivery> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly deliveries: DeliveryReader,
  ) {}

  async execute({ deliveryId }: RequestRedelivery): Promise<DeliveryWithAttempts> {
    await this.dataSource.transaction((rows) => this.request(rows, deliveryId));
    const delivery = await this.deliveries.find(deliveryId);
    if (!delivery) throw deliveryNotFound(deliveryId);
    return delivery;
  }

  /** Takes the work before the delivery, as those do who send. */
  private async request(rows: EntityManager, deliveryId: string): Promise<void> {
    const [work] = await rows.query<{ claimed: boolean }[]>(WORK, [deliveryId]);
    const [delivery] = await rows.query<{ status: string }[]>(STATUS, [deliveryId]);
    if (!delivery) throw deliveryNotFound(deliveryId);
    const waits = delivery.status === 'pending' || delivery.status === 'failing';
    const [requested] = await rows.query<unknown[]>(REQUESTED, [deliveryId]);
    if (requested !== undefined || (waits && work?.claimed === true)) throw inFlight(deliveryId);
    if (waits && work) await rows.query(HURRY, [deliveryId]);
    else await rows.query(REQUEST, [deliveryId]);
  }
}

function inFlight(deliveryId: string): Rejection {
  return new Rejection('delivery_in_flight', `delivery ${deliveryId} is being sent`);
}
