import type { CommandContext } from '../../ledger/event.js';
import { Rejection } from '../../ledger/rejection.js';

/** Others than humans must send a key, which is not kept (`runs.md` 2.2). Refused: `idempotency_key_required`. */
export function requireKey(
  operation: string,
  request: { readonly idempotency_key?: string },
  { actor }: Pick<CommandContext, 'actor'>,
): void {
  if (actor.kind === 'human' || request.idempotency_key !== undefined) return;
  throw new Rejection(
    'idempotency_key_required',
    `${operation}.idempotency_key is required of callers that are not human`,
  );
}
