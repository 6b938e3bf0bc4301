import { KEPT_OF_CALL, type RunCall, type RunWebhook } from './run-call.js';
import type { RunState, TaskState } from './task-state.js';

/**
 * The call of a run whose work another run takes over, by retry or a rejecting review (`http.md` 11.3). The end of the
 * run before it was told: that of the new one is told as its own.
 */
export function callOf(run: RunState): RunCall {
  const { webhook, ...call } = keptCall(run);
  if (webhook === undefined || webhook === 'none') return keptCall(run);
  const { called_as: _told, ...own } = webhook;
  return { ...call, webhook: own };
}

/** As `callOf`, for a run whose caller is not told of the run that is given up: it waits for the new one (`http.md` 11.5). */
export function callContinuedFrom(run: RunState): RunCall {
  const { webhook, ...call } = keptCall(run);
  if (webhook === undefined || webhook === 'none') return keptCall(run);
  return { ...call, webhook: { ...webhook, called_as: webhook.called_as ?? run.id } };
}

function keptCall(run: RunState): RunCall {
  const call: Record<string, unknown> = {};
  for (const key of KEPT_OF_CALL) if (run[key] !== undefined) call[key] = run[key];
  return call;
}

/** Whom to tell that this run has ended; undefined where nobody wants to know. */
export function webhookOf(task: TaskState, run: RunState): RunWebhook | undefined {
  if (run.webhook !== undefined) return run.webhook === 'none' ? undefined : run.webhook;
  if (task.callback_url === undefined || run.purpose !== undefined) return undefined;
  return { url: task.callback_url, front: 'b', principal: task.created_by.ref };
}
