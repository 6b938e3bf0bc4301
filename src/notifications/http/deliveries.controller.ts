import { Controller, Get, Post } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { Answer, Reply } from '../../http/answer.js';
import type { Caller } from '../../http/identity/caller.js';
import { CurrentCaller } from '../../http/identity/current-caller.decorator.js';
import { Operation } from '../../http/operation/operation.decorator.js';
import { PathId, QueryInput } from '../../http/parsing/input.decorators.js';
import { GetDelivery, ListDeliveries } from '../views/delivery-queries.js';
import { RequestRedelivery } from '../views/delivery-redelivery.js';
import { Delivery, DeliveryDetail, ListDeliveriesQuery } from './delivery-schemas.js';
import { presentDelivery, presentDeliveryDetail } from './present-delivery.js';

/** What was sent to bridges, and what waits to be: for operators. */
@Controller('api/deliveries')
export class DeliveriesController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Operation({
    id: 'listDeliveries',
    action: 'deliveries.list',
    summary: 'List deliveries of notifications, newest first',
    right: 'read',
    bound: 'filtered',
    validationStatus: 422,
    query: ListDeliveriesQuery,
    success: { status: 200, type: { deliveries: [Delivery] } },
    failures: [422, 500, 503],
  })
  async list(
    @QueryInput() { limit, cursor, ...filters }: ListDeliveriesQuery,
    @CurrentCaller() { principal }: Caller,
    @Reply() reply: Answer,
  ): Promise<{ deliveries: Delivery[] }> {
    const wanted = new ListDeliveries({ ...filters, workspace_id: principal.workspaceId }, { limit, cursor });
    const { rows, next } = await this.queries.execute(wanted);
    if (next !== undefined) reply.header('x-next-cursor', next);
    return { deliveries: rows.map(presentDelivery) };
  }

  @Get(':id')
  @Operation({
    id: 'getDelivery',
    action: 'deliveries.get',
    summary: 'Get one delivery with its message',
    right: 'read',
    validationStatus: 422,
    success: { status: 200, type: { delivery: DeliveryDetail } },
    failures: [404, 422, 500, 503],
  })
  async get(@PathId('id', 'Delivery id', 'delivery') id: string): Promise<{ delivery: DeliveryDetail }> {
    return { delivery: presentDeliveryDetail(await this.queries.execute(new GetDelivery(id))) };
  }

  @Post(':id/redeliver')
  @Operation({
    id: 'redeliver',
    action: 'deliveries.redeliver',
    summary: 'Send a message again, under the same id',
    right: 'write',
    validationStatus: 422,
    success: { status: 202, description: 'It is sent soon', type: { delivery: Delivery } },
    failures: [404, 409, 422, 500, 503],
  })
  async redeliver(@PathId('id', 'Delivery id', 'delivery') id: string): Promise<{ delivery: Delivery }> {
    return { delivery: presentDelivery(await this.queries.execute(new RequestRedelivery(id))) };
  }
}
