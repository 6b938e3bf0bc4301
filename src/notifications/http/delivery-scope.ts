import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ResourceScopes } from '../../http/identity/resource-scopes.js';
import { deliveryNotFound } from '../views/delivery-queries.js';
import { DeliveryReader } from '../views/delivery-reader.js';

/** Tells the guards where deliveries belong: where their task does. */
@Injectable()
export class DeliveryScope implements OnModuleInit {
  constructor(
    private readonly scopes: ResourceScopes,
    private readonly deliveries: DeliveryReader,
  ) {}

  onModuleInit(): void {
    this.scopes.register('delivery', {
      workspaceOf: (id) => this.deliveries.workspaceOf(id),
      notFound: deliveryNotFound,
    });
  }
}
