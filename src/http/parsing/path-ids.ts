import { Rejection } from '../../ledger/rejection.js';

/** Longest id that a route takes, in characters; longer ones are not routed (404). */
export const MAX_PATH_ID = 512;

/**
 * The ids of a path: decoded by the router, trimmed; blank is the validation class. An id that holds NUL cannot name
 * anything and is refused here, because Postgres takes no such text.
 * @param unfitIsUnknown whether such an id is answered like one that names nothing, as most fronts do (`http.md` 16)
 */
export function readPathIds(parameters: unknown, unfitIsUnknown = false): Readonly<Record<string, string>> {
  const ids: Record<string, string> = {};
  for (const [name, value] of Object.entries((parameters ?? {}) as Record<string, unknown>)) {
    const id = typeof value === 'string' ? value.trim() : '';
    const problem = id === '' ? 'is required' : id.includes('\u0000') ? 'must not contain NUL' : undefined;
    if (problem !== undefined && unfitIsUnknown) throw new Rejection('task_not_found', 'the task does not exist');
    if (problem !== undefined) throw new Rejection('invalid_path_id', `path id ${name} ${problem}`);
    ids[name] = id;
  }
  return ids;
}
