import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { LEDGER_POSITION } from './ledger-position.js';

/** What a handler says about its answer besides the body. */
export class Answer {
  constructor(private readonly reply: FastifyReply) {}

  /** Reports the position up to which the ledger has been written or read. */
  at(position: number): this {
    void this.reply.header(LEDGER_POSITION, position);
    return this;
  }

  /** Marks the answer as the one of an earlier request with the same idempotency key (architecture decision 3). */
  replayed(): this {
    void this.reply.header('idempotency-replayed', 'true');
    return this;
  }

  /** Answers with another status than the operation's first one. */
  status(status: number): this {
    void this.reply.status(status);
    return this;
  }

  header(name: string, value: string | number): this {
    void this.reply.header(name, value);
    return this;
  }
}

/** The answer of the operation in hand. */
export const Reply = createParamDecorator(
  (_: unknown, context: ExecutionContext) => new Answer(context.switchToHttp().getResponse<FastifyReply>()),
);
