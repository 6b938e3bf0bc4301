import type { TaskEvent } from '../task-events.js';
import type { RunState } from '../task-state.js';

/**
 * `task.run_force_stopped`, once for each run whose session has still to be stopped; also when that session has ended by
 * itself meanwhile, for stopping it then succeeds as well (`runs.md` 2.6).
 */
export function forceStopRun(run: RunState, command: { readonly grace_timeout_ms: number }): TaskEvent[] {
  const { session_stop, session_id } = run;
  if (!session_stop || session_id === undefined) return [];
  const data = { run_id: run.id, session_id, grace_timeout_ms: command.grace_timeout_ms, ...session_stop };
  return [{ type: 'task.run_force_stopped', data }];
}
