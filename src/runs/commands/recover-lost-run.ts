import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import type { Preparation } from '../../ledger/lane/preparation.js';
import { sessionStream } from '../../sessions/domain/session-stream.js';
import { recoverLostRun } from '../../tasks/domain/decide/recover-lost-run.js';
import { existingTask, findRun } from '../../tasks/domain/task-state.js';
import { taskStream } from '../../tasks/domain/task-stream.js';

/** Queues or fails a run whose session is gone; answers false when it is not lost after all (`runs.md` 4.4). */
export class RecoverLostRun extends Command<Committed<boolean>> {
  constructor(
    readonly request: { readonly task_id: string; readonly run_id: string },
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(RecoverLostRun)
export class RecoverLostRunHandler implements ICommandHandler<RecoverLostRun> {
  constructor(private readonly lane: Lane) {}

  execute({ request, context }: RecoverLostRun): Promise<Committed<boolean>> {
    return this.lane.execute<boolean>({
      name: 'recover_lost_run',
      context,
      prepare: async (unit) => {
        await find(unit, request);
      },
      execute: async (unit) => {
        const { task, run, session } = await find(unit, request);
        if (!task || !run) return false;
        const events = recoverLostRun(task, run, { now: unit.now, ...(session ? { session } : {}) });
        unit.append(taskStream, task.id, events);
        return events.length > 0;
      },
    });
  }
}

async function find(unit: Preparation, { task_id, run_id }: RecoverLostRun['request']) {
  const task = existingTask(await unit.load(taskStream, task_id));
  const run = task && findRun(task, run_id);
  const session = run?.session_id === undefined ? null : await unit.load(sessionStream, run.session_id);
  return { task, run, session };
}
