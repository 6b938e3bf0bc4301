import { isActive } from './run-status.js';
import type { RunState } from './task-state.js';

/**
 * When the `session_timeout` of a run that somebody has is over (`http.md` 15): counted from its first start, or from its
 * claim until it is started. While it is queued it has none, and the clock goes on where it was when it is claimed again.
 */
export function sessionDeadline(run: RunState): string | undefined {
  const { session_timeout, timed_from, status } = run;
  if (session_timeout === undefined || timed_from === undefined || !isActive(status)) return undefined;
  return new Date(Date.parse(timed_from) + session_timeout * 1_000).toISOString();
}
