import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import { forceStopRun } from '../../tasks/domain/decide/force-stop-run.js';
import { existingTask, findRun } from '../../tasks/domain/task-state.js';
import { taskStream } from '../../tasks/domain/task-stream.js';
import { RunLookups } from '../../tasks/lookups/run-lookups.js';
import { sessionStream } from '../domain/session-stream.js';
import { endSession, prepareEnd } from './end-session.js';

/** The stop reason of a session whose run was canceled under it (`runs.md` 2.6). */
const CANCELLATION = 'cancellation';

/** Where a session has still to be stopped. */
export interface SessionStop {
  readonly task_id: string;
  readonly run_id: string;
  readonly session_id: string;
}

/**
 * Stops the session of a run that was canceled at work, says so on the run, and puts back what else the session had
 * claimed: one flush. Answers false when that has happened before.
 */
export class StopCanceledRun extends Command<Committed<boolean>> {
  constructor(
    readonly request: SessionStop & { readonly grace_timeout_ms: number },
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(StopCanceledRun)
export class StopCanceledRunHandler implements ICommandHandler<StopCanceledRun> {
  constructor(
    private readonly lane: Lane,
    private readonly runs: RunLookups,
  ) {}

  execute({ request, context }: StopCanceledRun): Promise<Committed<boolean>> {
    const { task_id, run_id, session_id } = request;
    return this.lane.execute<boolean>({
      name: 'stop_canceled_run',
      context,
      prepare: async (unit) => {
        await Promise.all([unit.load(taskStream, task_id), prepareEnd(unit, this.runs, session_id)]);
      },
      execute: async (unit) => {
        const task = existingTask(await unit.load(taskStream, task_id));
        const run = task && findRun(task, run_id);
        const events = run ? forceStopRun(run, request) : [];
        if (events.length === 0) return false;
        unit.append(taskStream, task_id, events);
        const known = (await unit.load(sessionStream, session_id)) !== null;
        if (known) await endSession(unit, this.runs, { session_id, reason: CANCELLATION, scope: {} });
        return true;
      },
    });
  }
}
