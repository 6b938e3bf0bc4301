import { allows } from '../run-operations.js';
import { sessionDeadline } from '../session-deadline.js';
import type { TaskEvent } from '../task-events.js';
import type { RunState, TaskState } from '../task-state.js';
import { statusWith } from './run-command.js';

/**
 * `task.run_failed` when the run's session timeout is over indeed, nothing otherwise: an end that came first wins
 * (`http.md` 15). Its lease ends with it.
 */
export function expireSessionTimeout(task: TaskState, run: RunState, facts: { readonly now: string }): TaskEvent[] {
  const deadline = sessionDeadline(run);
  if (deadline === undefined || deadline > facts.now || !allows('time_out', run.status)) return [];
  const { claim_token_hash } = run;
  return [
    {
      type: 'task.run_failed',
      data: {
        run_id: run.id,
        task_status: statusWith(task, { ...run, status: 'failed' }),
        error: `session timeout after ${run.session_timeout}s`,
        ...(claim_token_hash === undefined ? {} : { claim_token_hash }),
      },
    },
  ];
}
