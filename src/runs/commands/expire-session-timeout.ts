import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import type { Preparation } from '../../ledger/lane/preparation.js';
import type { UnitOfWork } from '../../ledger/lane/unit-of-work.js';
import { expireSessionTimeout as decide } from '../../tasks/domain/decide/expire-session-timeout.js';
import { existingTask, findRun } from '../../tasks/domain/task-state.js';
import { taskStream } from '../../tasks/domain/task-stream.js';
import { prepareSessionOf, stopSessionOf } from './bound-session.js';
import type { RunOfTask } from './run-of-task.js';

export interface TimedRun {
  readonly task_id: string;
  readonly run_id: string;
}

/**
 * Fails a run whose session timeout is over (`http.md` 15); answers false when an end, or a way back to the queue, came
 * first. The session of a run without a lease is stopped in the same flush, as when an operator fails it; whoever has a
 * lease hears of it as of any lost one.
 */
export class ExpireSessionTimeout extends Command<Committed<boolean>> {
  constructor(
    readonly request: TimedRun,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ExpireSessionTimeout)
export class ExpireSessionTimeoutHandler implements ICommandHandler<ExpireSessionTimeout> {
  constructor(private readonly lane: Lane) {}

  execute({ request, context }: ExpireSessionTimeout): Promise<Committed<boolean>> {
    return this.lane.execute<boolean>({
      name: 'expire_session_timeout',
      context,
      prepare: async (unit) => {
        const found = await find(unit, request);
        if (found) await prepareSessionOf(unit, found.run);
      },
      execute: (unit) => expire(unit, request),
    });
  }
}

async function expire(unit: UnitOfWork, request: TimedRun): Promise<boolean> {
  const found = await find(unit, request);
  if (!found) return false;
  const { task, run } = found;
  const events = decide(task, run, { now: unit.now });
  if (events.length === 0) return false;
  unit.append(taskStream, task.id, events);
  if (run.claim_token_hash === undefined) await stopSessionOf(unit, run, 'failed');
  return true;
}

async function find(unit: Preparation, { task_id, run_id }: TimedRun): Promise<RunOfTask | undefined> {
  const task = existingTask(await unit.load(taskStream, task_id));
  const run = task && findRun(task, run_id);
  return task && run && { task, run };
}
