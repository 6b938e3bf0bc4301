import { TaskledgerError } from '../../client/index.js';
import { isUnavailable } from '../../client/retry.js';

const NOT_THE_HOLDER: ReadonlySet<number> = new Set([401, 403, 404, 409]);

/** True when the same call may succeed later: the service is away, or had a failure of its own. */
export function isTransient(error: unknown): boolean {
  return isUnavailable(error) || (error instanceof TaskledgerError && error.status >= 500);
}

/** True when the service says that this session does not hold the run (`runs.md` 3.6), or is no session any more. */
export function isLeaseLost(error: unknown): boolean {
  return error instanceof TaskledgerError && NOT_THE_HOLDER.has(error.status);
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
