import type { RunWebhookDelivered, RunWebhookFailed } from '../run-events.js';
import type { TaskEvent } from '../task-events.js';
import type { RunState } from '../task-state.js';

/**
 * `task.run_webhook_delivered` or `task.run_webhook_failed` of a run whose end was still to be told; nothing when it is
 * told already. Neither changes the run or its task (`http.md` 11.9).
 */
export function webhookTold(run: RunState, told: RunWebhookDelivered | RunWebhookFailed): TaskEvent[] {
  if (run.untold === undefined) return [];
  return [
    'attempt' in told
      ? { type: 'task.run_webhook_delivered', data: told }
      : { type: 'task.run_webhook_failed', data: told },
  ];
}
