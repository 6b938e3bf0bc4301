import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Rejection } from '../../ledger/rejection.js';
import { type Page, pageOf, type PageRequest, rowsWanted } from '../../sessions/views/page.js';
import { decodeCursor } from '../../tasks/views/cursor.js';
import { type DeliveriesWanted, DeliveryReader, type DeliveryWithAttempts } from './delivery-reader.js';

export type DeliveryFilters = Omit<DeliveriesWanted, 'before'>;

/** Deliveries with their newest attempts, newest first. Refused: `invalid_query` for a foreign cursor. */
export class ListDeliveries extends Query<Page<DeliveryWithAttempts>> {
  constructor(
    readonly filters: DeliveryFilters,
    readonly request: PageRequest,
  ) {
    super();
  }
}

@QueryHandler(ListDeliveries)
export class ListDeliveriesHandler implements IQueryHandler<ListDeliveries> {
  constructor(private readonly deliveries: DeliveryReader) {}

  async execute({ filters, request }: ListDeliveries): Promise<Page<DeliveryWithAttempts>> {
    const before = request.cursor === undefined ? undefined : decodeCursor(request.cursor, ['time', 'text']);
    const limit = rowsWanted(request);
    const found = await this.deliveries.list({ ...filters, ...(before ? { before } : {}) }, limit + 1);
    return pageOf(found, limit, ({ row }) => [row.created_at, row.delivery_id]);
  }
}

/** One delivery with its message, as it was or is to be sent. Refused: `delivery_not_found`. */
export class GetDelivery extends Query<DeliveryWithAttempts & { readonly body: string }> {
  constructor(readonly deliveryId: string) {
    super();
  }
}

@QueryHandler(GetDelivery)
export class GetDeliveryHandler implements IQueryHandler<GetDelivery> {
  constructor(private readonly deliveries: DeliveryReader) {}

  async execute({ deliveryId }: GetDelivery): Promise<DeliveryWithAttempts & { readonly body: string }> {
    const found = await this.deliveries.find(deliveryId);
    if (!found) throw deliveryNotFound(deliveryId);
    return found;
  }
}

export function deliveryNotFound(deliveryId: string): Rejection {
  return new Rejection('delivery_not_found', `delivery ${deliveryId} not found`);
}
