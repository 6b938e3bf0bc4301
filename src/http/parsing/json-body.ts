import { isUtf8 } from 'node:buffer';
import { Rejection } from '../../ledger/rejection.js';
import { nestsDeeperThan } from './json-depth.js';

/** Deepest nesting of arrays and objects in a body. */
export const MAX_DEPTH = 64;

/**
 * The JSON object of a raw body (`http.md` 3); `undefined` when the body is empty. A top-level `null` is `{}`,
 * unless that is to be an object too. Rejects with `malformed_body`.
 */
export function parseJsonBody(raw: unknown, nullIsEmpty = true): object | undefined {
  if (!Buffer.isBuffer(raw) || raw.length === 0) return undefined;
  if (!isUtf8(raw)) throw malformed('is not valid UTF-8');
  if (nestsDeeperThan(raw, MAX_DEPTH)) throw malformed(`nests deeper than ${MAX_DEPTH} levels`);
  const text = raw.toString('utf8');
  if (text.trim() === '') return undefined;
  const value = parse(text);
  if (value === null && nullIsEmpty) return {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed('must be a JSON object');
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The engine's own words quote the body, which may hold secrets.
    throw malformed('is not valid JSON');
  }
}

function malformed(problem: string): Rejection {
  return new Rejection('malformed_body', `body ${problem}`);
}
