import { Global, Module } from '@nestjs/common';
import { ResourceScopes } from './resource-scopes.js';

/** What contexts tell the guards. Global, because guards stand above all contexts. */
@Global()
@Module({ providers: [ResourceScopes], exports: [ResourceScopes] })
export class IdentityModule {}
