import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import type { Preparation } from '../../ledger/lane/preparation.js';
import { Lane } from '../../ledger/lane/lane.js';
import type { UnitOfWork } from '../../ledger/lane/unit-of-work.js';
import { Rejection } from '../../ledger/rejection.js';
import { RunLookups } from '../../tasks/lookups/run-lookups.js';
import { releaseForEndedSession } from '../../tasks/domain/decide/requeue-run.js';
import { findRun } from '../../tasks/domain/task-state.js';
import { taskStream } from '../../tasks/domain/task-stream.js';
import { stopSession, type StopSession as StopRequest } from '../domain/decide/stop-session.js';
import { sessionStream } from '../domain/session-stream.js';

/** The reason that `task.run_released` gives for a run whose session ended (`registries.md` 2). */
const SESSION_STOPPED = 'session_stopped';

/** What a stop did; a second one does nothing and is no failure. */
export interface StopOutcome {
  readonly stopped: boolean;
  /** The leased run that went back to the queue. */
  readonly released_run_id?: string;
}

/**
 * Stops an agent session and puts its leased run back into the queue, in one flush; a lease-less run stays where it is
 * (`registries.md` 2). Refused: `session_not_found`, `permission_denied`.
 */
export class StopSession extends Command<Committed<StopOutcome>> {
  constructor(
    readonly request: StopRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(StopSession)
export class StopSessionHandler implements ICommandHandler<StopSession> {
  constructor(
    private readonly lane: Lane,
    private readonly runs: RunLookups,
  ) {}

  execute({ request, context }: StopSession): Promise<Committed<StopOutcome>> {
    const { session_id } = request;
    return this.lane.execute<StopOutcome>({
      name: 'stop_session',
      context,
      prepare: (unit) => this.prepare(unit, session_id),
      execute: async (unit) => {
        const decision = stopSession(await unit.load(sessionStream, session_id), request);
        if (decision instanceof Rejection) throw decision;
        unit.append(sessionStream, session_id, decision);
        return { stopped: decision.length > 0, ...(await this.release(unit, session_id)) };
      },
    });
  }

  private async prepare(unit: Preparation, sessionId: string): Promise<void> {
    const [place] = await Promise.all([
      unit.get(this.runs.activeRunOfSession, sessionId),
      unit.load(sessionStream, sessionId),
    ]);
    if (place) await unit.load(taskStream, place.task_id);
  }

  private async release(unit: UnitOfWork, sessionId: string): Promise<{ released_run_id?: string }> {
    const place = await unit.get(this.runs.activeRunOfSession, sessionId);
    const task = place ? await unit.load(taskStream, place.task_id) : null;
    const run = place && task ? findRun(task, place.run_id) : undefined;
    if (!task || !run) return {};
    const events = releaseForEndedSession(task, run, { session_id: sessionId, reason: SESSION_STOPPED });
    if (events.length === 0) return {};
    unit.append(taskStream, task.id, events);
    return { released_run_id: run.id };
  }
}
