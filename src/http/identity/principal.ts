import type { IncomingHttpHeaders } from 'node:http';
import { Rejection } from '../../ledger/rejection.js';
import type { HttpSettings } from '../settings.js';
import { LOCAL_OPERATOR, type Principal } from './caller.js';
import type { KeyDirectory } from './key-directory.js';

const BEARER = /^Bearer[ \t]+(\S+)$/i;

/**
 * The principal of a request (`registries.md` 5, architecture decision 17): that of its key; without a key the local
 * operator where keys are off. A key that is sent must be valid in either case.
 */
export async function identifyPrincipal(
  headers: IncomingHttpHeaders,
  settings: HttpSettings,
  keys: KeyDirectory | undefined,
): Promise<Principal> {
  const presented = presentedKey(headers);
  if (presented === undefined && settings.auth === 'off') return LOCAL_OPERATOR;
  const principal = presented ? await keys?.find(presented) : undefined;
  if (!principal) throw keyRejection();
  return principal;
}

/** The key of a request; an empty text when a credential is there that cannot be a key. */
function presentedKey(headers: IncomingHttpHeaders): string | undefined {
  const authorization = headers.authorization?.trim();
  if (authorization) return BEARER.exec(authorization)?.[1] ?? '';
  const header = headers['x-api-key'];
  const key = (Array.isArray(header) ? header[0] : header)?.trim();
  return key === '' ? undefined : key;
}

/** One text for a missing, unknown, disabled and expired key. */
function keyRejection(): Rejection {
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
