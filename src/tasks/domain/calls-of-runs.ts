import { KEPT_OF_CALL, type RunCall, type RunWebhook } from './run-call.js';
import type { RunState, TaskState } from './task-state.js';

/** The call of a run whose work another run takes over, by retry, recovery or a rejecting review (`http.md` 11.3). */
export function callOf(run: RunState): RunCall {
  const call: Record<string, unknown> = {};
  for (const key of KEPT_OF_CALL) if (run[key] !== undefined) call[key] = run[key];
  return call;
}

/** As `callOf`, for a run whose caller is not told of the run that is given up: it waits for the new one (`http.md` 11.5). */
export function callContinuedFrom(run: RunState): RunCall {
  const call = callOf(run);
  const { webhook } = call;
  if (webhook === undefined || webhook === 'none') return call;
  return { ...call, webhook: { ...webhook, called_as: webhook.called_as ?? run.id } };
}

/** Whom to tell that this run has ended; undefined where nobody wants to know. */
export function webhookOf(task: TaskState, run: RunState): RunWebhook | undefined {
  if (run.webhook !== undefined) return run.webhook === 'none' ? undefined : run.webhook;
  if (task.callback_url === undefined || run.purpose !== undefined) return undefined;
  return { url: task.callback_url, front: 'b', principal: task.created_by.ref };
}
