import type { IncomingHttpHeaders } from 'node:http';
import { Rejection } from '../../ledger/rejection.js';
import type { KeyedFront } from '../operation/operation.js';
import type { KeyDirectory, KeyGrant } from './key-directory.js';
import { bearerKey, headerKey } from './presented-key.js';

interface FrontKeyHeader {
  /** Name of the security scheme in the OpenAPI document. */
  readonly scheme: string;
  readonly header: string;
  /** The key in the header; the empty text when there is none, or nothing that can be one. */
  readonly read: (headers: IncomingHttpHeaders) => string;
}

/** Where each front's callers put their key, as its published description says. */
export const FRONT_KEY_HEADERS: Readonly<Record<KeyedFront, FrontKeyHeader>> = {
  a: { scheme: 'webTaskKey', header: 'Authorization', read: bearerKey },
  b: { scheme: 'taskResultKey', header: 'apikey', read: (headers) => headerKey(headers, 'apikey') },
  d: { scheme: 'taskRunKey', header: 'x-api-key', read: (headers) => headerKey(headers, 'x-api-key') },
};

/**
 * Who calls a front: whom the key stands for that was sent as the front asks for it and is meant for the front
 * (`http.md` 11.1). Whatever is wrong with it is one refusal, also where the service else runs without keys. A valid key
 * of other fronts is refused after a look-up in vain like an unknown one, so that the time tells nothing.
 */
export async function identifyFrontCaller(
  front: KeyedFront,
  headers: IncomingHttpHeaders,
  keys: KeyDirectory | undefined,
): Promise<KeyGrant> {
  const grant = await keys?.find(FRONT_KEY_HEADERS[front].read(headers));
  if (grant?.principal.fronts?.includes(front)) return grant;
  if (grant) await keys?.find('');
  throw new Rejection('front_key_required', 'unauthorized');
}
