import type { Preparation } from '../../ledger/lane/preparation.js';
import type { UnitOfWork } from '../../ledger/lane/unit-of-work.js';
import type { Rejection } from '../../ledger/rejection.js';
import { networkChannelOf, rejectStaleChannel, staleChannel } from '../../tasks/domain/decide/reject-stale-channel.js';
import type { RunRejected } from '../../tasks/domain/run-events.js';
import type { RunLookups } from '../../tasks/lookups/run-lookups.js';
import { appendToRun } from './append-to-run.js';
import type { RunOfTask } from './run-of-task.js';

/** The workspace that has the run's channel, if it has one and that is anybody's. To be asked in `prepare` as well. */
export async function channelWorkspace(
  unit: Preparation,
  lookups: RunLookups,
  { task, run }: RunOfTask,
): Promise<string | undefined> {
  const channel = networkChannelOf(task, run);
  return channel === undefined ? undefined : unit.get(lookups.workspaceOfChannel, channel);
}

/**
 * Puts on record that a run cannot go to work on its channel, and answers what its caller is to be told: as a result, for
 * a command that throws leaves nothing on record. Undefined where the channel is fine.
 */
export async function refuseStaleChannel(
  unit: UnitOfWork,
  lookups: RunLookups,
  found: RunOfTask,
  operation: RunRejected['operation'],
): Promise<Rejection | undefined> {
  const channel_workspace_id = await channelWorkspace(unit, lookups, found);
  const events = rejectStaleChannel(found.task, found.run, operation, { channel_workspace_id });
  if (events.length === 0) return undefined;
  appendToRun(unit, found, events);
  return staleChannel(found.task, found.run);
}
