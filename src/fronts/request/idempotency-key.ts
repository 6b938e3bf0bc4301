import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ApiHeader } from '../../http/openapi/decorators.js';
import { holdsClaimToken } from '../../http/redaction/claim-token.js';
import { Rejection } from '../../ledger/rejection.js';

const MAX_KEY = 256;

const DOCUMENTED = ApiHeader({
  name: 'Idempotency-Key',
  description: 'A call that is repeated with its key is answered with the run that the first one made',
  required: false,
  schema: { type: 'string', maxLength: MAX_KEY },
});

/** Documents the header with every operation that takes it. */
const document: ParameterDecorator = (target, name) => {
  const handler = name === undefined ? undefined : Object.getOwnPropertyDescriptor(target, name);
  if (name !== undefined && handler) DOCUMENTED(target, name, handler);
};

/**
 * The run's idempotency key, from the header `Idempotency-Key` (`http.md` 11.4); undefined where there is none. Refused:
 * `validation_failed` above 256 characters, `raw_claim_token`.
 */
export const IdempotencyKey = createParamDecorator(
  (_: unknown, context: ExecutionContext): string | undefined => {
    const header = context.switchToHttp().getRequest<FastifyRequest>().headers['idempotency-key'];
    const key = (Array.isArray(header) ? header.join(', ') : (header ?? '')).trim();
    if (key.length > MAX_KEY) {
      throw new Rejection('validation_failed', `Idempotency-Key must be at most ${MAX_KEY} characters`);
    }
    if (holdsClaimToken(key)) {
      throw new Rejection('raw_claim_token', 'Idempotency-Key must not contain raw lease credentials');
    }
    return key === '' ? undefined : key;
  },
  [document],
);
