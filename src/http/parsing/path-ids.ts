import { Rejection } from '../../ledger/rejection.js';

/** Longest id that a route takes, in characters; longer ones are not routed (404). */
export const MAX_PATH_ID = 512;

/**
 * The ids of a path: decoded by the router, trimmed; blank is the validation class. An id that holds NUL cannot name
 * anything and is refused here, because Postgres takes no such text.
 */
export function readPathIds(parameters: unknown): Readonly<Record<string, string>> {
  const ids: Record<string, string> = {};
  for (const [name, value] of Object.entries((parameters ?? {}) as Record<string, unknown>)) {
    const id = typeof value === 'string' ? value.trim() : '';
    if (id === '') throw new Rejection('invalid_path_id', `path id ${name} is required`);
    if (id.includes('\u0000')) throw new Rejection('invalid_path_id', `path id ${name} must not contain NUL`);
    ids[name] = id;
  }
  return ids;
}
