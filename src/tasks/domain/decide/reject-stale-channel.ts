import { Rejection } from '../../../ledger/rejection.js';
import type { RunRejected } from '../run-events.js';
import type { TaskEvent } from '../task-events.js';
import type { RunState, TaskState } from '../task-state.js';

/** The channel on which a run's session will work: its own, else its task's. */
export function networkChannelOf(task: TaskState, run: RunState): string | undefined {
  return run.network_channel ?? task.network_channel;
}

/**
 * `task.run_rejected` where the run's channel has become another workspace's; nothing while it may be used (`runs.md`
 * 3.11). `channel_workspace_id` is the workspace that has registered it, if any.
 */
export function rejectStaleChannel(
  task: TaskState,
  run: RunState,
  operation: RunRejected['operation'],
  facts: { readonly channel_workspace_id: string | undefined },
): TaskEvent[] {
  const network_channel = networkChannelOf(task, run);
  const owner = facts.channel_workspace_id;
  if (network_channel === undefined || owner === undefined || owner === task.workspace_id) return [];
  const data = { run_id: run.id, operation, reason: 'stale_network_channel', network_channel } as const;
  return [{ type: 'task.run_rejected', data }];
}

/** What the caller is told of it. */
export function staleChannel(task: TaskState, run: RunState): Rejection {
  const channel = networkChannelOf(task, run) ?? '';
  return new Rejection(
    'stale_network_channel',
    `channel ${channel} of run ${run.id} belongs to another workspace by now`,
  );
}
