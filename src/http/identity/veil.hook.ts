import type { FastifyReply, FastifyRequest } from 'fastify';
import { requestState } from '../request-state.js';
import type { AnswerVeil } from './answer-veil.js';
import { visibilityOf } from './visibility.js';

type Done = (error: Error | null, answer?: unknown) => void;

/**
 * Every answer to a caller whose key is bound to a workspace goes through the veil before it is written; streams go
 * through it by frames. Failures tell of nothing that the caller did not name, and are answered as they are.
 */
export function veilAnswers(veil: Pick<AnswerVeil, 'over'>) {
  return (request: FastifyRequest, _reply: FastifyReply, answer: unknown, done: Done): void => {
    const { caller, failed } = requestState(request);
    if (caller?.principal.workspaceId === undefined || failed) {
      done(null, answer);
      return;
    }
    veil.over(answer, visibilityOf(caller)).then((shown) => done(null, shown), done);
  };
}
