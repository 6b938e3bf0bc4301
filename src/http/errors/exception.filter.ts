import { type ArgumentsHost, Catch, type ExceptionFilter, Inject, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Rejection } from '../../ledger/rejection.js';
import { errorText } from '../../platform/redaction/error-text.js';
import { requestState } from '../request-state.js';
import { failureOf } from './error-body.js';
import { RefusedCalls } from './refused-calls.js';

/** Answers every failure with `{error, diagnostic?}`; what is masked outside goes whole into the log. */
@Catch()
export class ExceptionToErrorBody implements ExceptionFilter {
  private readonly logger = new Logger('errors');

  constructor(@Inject(RefusedCalls) private readonly refused: RefusedCalls) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    if (error instanceof Rejection) this.refused.tell(error);
    const brokenOff = error === request.raw.errored;
    const failure = brokenOff ? new Rejection('request_broken_off', 'the request was broken off') : error;
    const state = requestState(request);
    state.failed = true;
    const { status, body } = failureOf(failure, state.operation);
    if (status >= 500) this.log(error, status, request);
    if (reply.sent || reply.raw.headersSent) {
      // Too late for a body: the client sees the stream break off.
      reply.raw.destroy();
      return;
    }
    if (status === 413) this.letBodyPass(request, reply);
    if (status === 429) this.sayWhenToRetry(error, reply);
    void reply.status(status).header('content-type', 'application/json; charset=utf-8').send(body);
  }

  /**
   * The rest of a body that is too large is read and thrown away: closing the connection while it is still coming in
   * would reset it, and many clients would then lose the answer.
   */
  private letBodyPass(request: FastifyRequest, reply: FastifyReply): void {
    reply.removeHeader('connection');
    request.raw.resume();
  }

  /** What was not counted here may say for itself when it may be repeated. */
  private sayWhenToRetry(error: unknown, reply: FastifyReply): void {
    const { retryAfterSeconds } = error as { readonly retryAfterSeconds?: unknown };
    if (typeof retryAfterSeconds === 'number') void reply.header('retry-after', retryAfterSeconds);
  }

  private log(error: unknown, status: number, request: FastifyRequest): void {
    this.logger.error({
      msg: `${request.method} ${request.routeOptions.url ?? '(no route)'} answered ${status}`,
      request_id: request.id,
      error: { stack: errorText(error) },
    });
  }
}
