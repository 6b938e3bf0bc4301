import { Global, Module } from '@nestjs/common';
import { AnswerVeil } from './answer-veil.js';
import { ResourceScopes } from './resource-scopes.js';

/** What contexts tell the guards. Global, because guards stand above all contexts. */
@Global()
@Module({ providers: [ResourceScopes, AnswerVeil], exports: [ResourceScopes, AnswerVeil] })
export class IdentityModule {}
