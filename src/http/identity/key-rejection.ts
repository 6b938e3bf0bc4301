import { Rejection } from '../../ledger/rejection.js';

/** One text for a missing, unknown, disabled and expired key. */
export function keyRejection(): Rejection {
  const message = 'a valid API key is required';
  return new Rejection('identity_required', message, {
    diagnostic: {
      code: 'identity_required',
      severity: 'error',
      title: 'API key error',
      message,
      suggested_command: 'send a key in the Authorization or X-API-Key header',
    },
  });
}
