import { Injectable } from '@nestjs/common';
import type { CommandUnit, Preparation } from '../../ledger/lane/preparation.js';
import type { LaneReaction, StreamOutcome } from '../../ledger/lane/reaction.js';
import type { TaskEvent } from '../../tasks/domain/task-events.js';
import { existingTask, type TaskStream } from '../../tasks/domain/task-state.js';
import { RunLookups } from '../../tasks/lookups/run-lookups.js';
import { sessionStream } from '../domain/session-stream.js';
import { endSession, prepareEnd } from './end-session.js';

/** The stop reason of a session whose run was canceled under it (`runs.md` 2.6). */
const CANCELLATION = 'cancellation';

type Outcome = StreamOutcome<TaskStream, TaskEvent>;

/**
 * Stops the sessions that were at work on a task, in the flush that deletes it. After a cancellation they have a time of
 * grace, and what is owed to them is written down with their run; with the task that is gone.
 */
@Injectable()
export class StopWithDeletedTask implements LaneReaction<TaskStream, TaskEvent> {
  readonly category = 'task';
  readonly on = new Set(['task.deleted'] as const);

  constructor(private readonly runs: RunLookups) {}

  async prepare(outcome: Outcome, unit: Preparation): Promise<void> {
    await Promise.all(sessionsAtWork(outcome).map((id) => prepareEnd(unit, this.runs, id)));
  }

  async react(outcome: Outcome, unit: CommandUnit): Promise<void> {
    for (const session_id of sessionsAtWork(outcome)) {
      if ((await unit.load(sessionStream, session_id)) === null) continue;
      await endSession(unit, this.runs, { session_id, reason: CANCELLATION, scope: {} });
    }
  }
}

/** Those whose run was canceled by the deletion, and those who were owed it before. */
function sessionsAtWork({ before, after, events }: Outcome): string[] {
  const task = existingTask(before);
  if (!task || existingTask(after)) return [];
  const owed = task.runs.flatMap(({ session_stop, session_id }) => (session_stop && session_id ? [session_id] : []));
  const canceled = events.flatMap((event) =>
    event.type === 'task.run_canceled' && event.data.cooperative_stop_requested && event.data.session_id
      ? [event.data.session_id]
      : [],
  );
  return [...new Set([...owed, ...canceled])];
}
