import { Global, Module } from '@nestjs/common';
import { RefusedCalls } from '../errors/refused-calls.js';
import { AnswerVeil } from './answer-veil.js';
import { ResourceScopes } from './resource-scopes.js';

/** What contexts tell the guard and the error filter, or are told by them. Global, because these stand above all contexts. */
@Global()
@Module({ providers: [ResourceScopes, AnswerVeil, RefusedCalls], exports: [ResourceScopes, AnswerVeil, RefusedCalls] })
export class IdentityModule {}
