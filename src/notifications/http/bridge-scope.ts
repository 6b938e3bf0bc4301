import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ResourceScopes } from '../../http/identity/resource-scopes.js';
import { Rejection } from '../../ledger/rejection.js';
import { BridgeReader } from '../views/bridge-reader.js';

/** Tells the guards where bridges belong. */
@Injectable()
export class BridgeScope implements OnModuleInit {
  constructor(
    private readonly scopes: ResourceScopes,
    private readonly bridges: BridgeReader,
  ) {}

  onModuleInit(): void {
    this.scopes.register('bridge', {
      workspaceOf: (id) => this.bridges.workspaceOf(id),
      notFound: (id) => new Rejection('bridge_not_found', `bridge ${id} not found`),
    });
  }
}
