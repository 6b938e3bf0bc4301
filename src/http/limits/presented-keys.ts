import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** The headers in which keys come. */
const KEY_HEADERS = ['authorization', 'x-api-key', 'apikey'] as const;

const NONE: readonly string[] = [];

/**
 * The fingerprints of the keys that a request presents, valid or not: mostly one, or none. All of them count, so that
 * a second, made-up one hides nothing. Fingerprints, because nothing that outlives a request should hold a key.
 */
export function presentedKeys(headers: IncomingHttpHeaders): readonly string[] {
  if (KEY_HEADERS.every((name) => headers[name] === undefined)) return NONE;
  const fingerprints = KEY_HEADERS.flatMap((name) => {
    const header = headers[name];
    // `Bearer x` and `x` are the same key.
    const key = (Array.isArray(header) ? header[0] : header)?.trim().split(/\s+/).at(-1);
    return key ? [createHash('sha256').update(key).digest('base64')] : [];
  });
  return fingerprints.length > 1 ? [...new Set(fingerprints)] : fingerprints;
}
