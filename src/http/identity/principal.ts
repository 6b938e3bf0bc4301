import type { IncomingHttpHeaders } from 'node:http';
import type { HttpSettings } from '../settings.js';
import { ENDLESS } from './caller-life.js';
import { LOCAL_OPERATOR } from './caller.js';
import type { KeyDirectory, KeyGrant } from './key-directory.js';
import { keyRejection } from './key-rejection.js';
import { bearerKey, headerKey } from './presented-key.js';

/**
 * Who a request's key stands for (`registries.md` 5, architecture decision 17); without a key the local operator where
 * keys are off. A key that is sent must be valid in either case. A missing one is looked up like any other, so that
 * the refusal tells nothing by its time.
 */
export async function identifyPrincipal(
  headers: IncomingHttpHeaders,
  settings: HttpSettings,
  keys: KeyDirectory | undefined,
): Promise<KeyGrant> {
  const presented = presentedKey(headers);
  if (presented === undefined && settings.auth === 'off') return { principal: LOCAL_OPERATOR, life: ENDLESS };
  const grant = await keys?.find(presented ?? '');
  if (!grant) throw keyRejection();
  return grant;
}

/** The key of a request; an empty text when a credential is there that cannot be a key. */
function presentedKey(headers: IncomingHttpHeaders): string | undefined {
  if (headers.authorization?.trim()) return bearerKey(headers);
  return headerKey(headers, 'x-api-key') || undefined;
}
