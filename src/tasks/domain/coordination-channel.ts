import type { TaskState } from './task-state.js';

const DERIVED = /^coord-(run-[0-9a-f]{16})$/;

/** The channel of a new run: none for global tasks, else the network channel or one derived from the run id. */
export function coordinationChannelId(
  task: Pick<TaskState, 'scope'>,
  runId: string,
  networkChannel: string | undefined,
): string | undefined {
  if (task.scope === 'global') return undefined;
  return networkChannel ?? `coord-${runId}`;
}

/** The run a derived channel name belongs to. Run ids are always ours, so they need no sanitising here. */
export function runOfDerivedChannel(channel: string): string | undefined {
  return DERIVED.exec(channel)?.[1];
}
