import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { mergeMap, type Observable } from 'rxjs';
import { requestState } from '../request-state.js';
import { AnswerVeil } from './answer-veil.js';
import { visibilityOf } from './visibility.js';

/** Every answer to a caller whose key is bound to a workspace goes through the veil; streams go through it by frames. */
@Injectable()
export class VeilInterceptor implements NestInterceptor {
  constructor(private readonly veil: AnswerVeil) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { caller } = requestState(context.switchToHttp().getRequest<FastifyRequest>());
    if (caller?.principal.workspaceId === undefined) return next.handle();
    const visibility = visibilityOf(caller);
    return next.handle().pipe(mergeMap((answer: unknown) => this.veil.over(answer, visibility)));
  }
}
