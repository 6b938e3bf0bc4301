import { isRunCreation } from '../../../../src/tasks/domain/run-events.js';
import type { LoggedEvent } from './log.js';

interface Account {
  readonly queued: number;
  readonly completed: number;
  readonly last: string;
}

const NONE: Account = { queued: 0, completed: 0, last: 'nothing' };

/** The runs that are lost or were completed more than once, when all of them ought to be completed. */
export function accountFindings(events: readonly LoggedEvent[], runIds: readonly string[]): readonly string[] {
  const accounts = new Map<string, Account>();
  for (const event of events) {
    if (!event.type.startsWith('task.run_') || !('run_id' in event.data)) continue;
    const { run_id } = event.data;
    const { queued, completed } = accounts.get(run_id) ?? NONE;
    accounts.set(run_id, {
      queued: queued + (isRunCreation(event) ? 1 : 0),
      completed: completed + (event.type === 'task.run_completed' ? 1 : 0),
      last: `${event.type} at position ${event.position}`,
    });
  }
  return runIds.flatMap((runId) => {
    const { queued, completed, last } = accounts.get(runId) ?? NONE;
    if (queued === 1 && completed === 1) return [];
    return [`${runId} was queued ${queued} times and completed ${completed} times; the last of it is ${last}`];
  });
}
