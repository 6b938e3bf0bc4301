import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ResourceScopes } from '../../http/identity/resource-scopes.js';
import { Rejection } from '../../ledger/rejection.js';
import { KeyReader } from '../views/key-reader.js';

/** Tells the guards where keys belong. */
@Injectable()
export class KeyScope implements OnModuleInit {
  constructor(
    private readonly scopes: ResourceScopes,
    private readonly keys: KeyReader,
  ) {}

  onModuleInit(): void {
    this.scopes.register('key', {
      workspaceOf: (id) => this.keys.workspaceOf(id),
      notFound: (id) => new Rejection('key_not_found', `key ${id} not found`),
    });
  }
}
