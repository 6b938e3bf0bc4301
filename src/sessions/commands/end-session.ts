import type { CommandUnit, Preparation } from '../../ledger/lane/preparation.js';
import { Rejection } from '../../ledger/rejection.js';
import { releaseForEndedSession } from '../../tasks/domain/decide/requeue-run.js';
import { existingTask, findRun } from '../../tasks/domain/task-state.js';
import { taskStream } from '../../tasks/domain/task-stream.js';
import type { RunLookups } from '../../tasks/lookups/run-lookups.js';
import { stopSession, type StopSession } from '../domain/decide/stop-session.js';
import { sessionStream } from '../domain/session-stream.js';

/** The reason that `task.run_released` gives for a run whose session ended (`registries.md` 2). */
const SESSION_STOPPED = 'session_stopped';

/** What a stop did; a second one does nothing and is no failure. */
export interface StopOutcome {
  readonly stopped: boolean;
  /** The leased run that went back to the queue. */
  readonly released_run_id?: string;
}

/** Loads a session and the run that it has. */
export async function prepareEnd(unit: Preparation, runs: RunLookups, sessionId: string): Promise<void> {
  const [place] = await Promise.all([
    unit.get(runs.activeRunOfSession, sessionId),
    unit.load(sessionStream, sessionId),
  ]);
  if (place) await unit.load(taskStream, place.task_id);
}

/** Stops a session and puts its leased run back into the queue; a lease-less run stays where it is. */
export async function endSession(unit: CommandUnit, runs: RunLookups, request: StopSession): Promise<StopOutcome> {
  const { session_id } = request;
  const decision = stopSession(await unit.load(sessionStream, session_id), request);
  if (decision instanceof Rejection) throw decision;
  unit.append(sessionStream, session_id, decision);
  return { stopped: decision.length > 0, ...(await release(unit, runs, session_id)) };
}

async function release(unit: CommandUnit, runs: RunLookups, sessionId: string): Promise<{ released_run_id?: string }> {
  const place = await unit.get(runs.activeRunOfSession, sessionId);
  const task = place && existingTask(await unit.load(taskStream, place.task_id));
  const run = place && task ? findRun(task, place.run_id) : undefined;
  if (!task || !run) return {};
  const events = releaseForEndedSession(task, run, { session_id: sessionId, reason: SESSION_STOPPED });
  if (events.length === 0) return {};
  unit.append(taskStream, task.id, events);
  return { released_run_id: run.id };
}
