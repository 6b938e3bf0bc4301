import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import { expireLease } from '../../tasks/domain/decide/requeue-run.js';
import type { RunLeaseExpired } from '../../tasks/domain/run-events.js';
import { existingTask, findRun } from '../../tasks/domain/task-state.js';
import { taskStream } from '../../tasks/domain/task-stream.js';

/** Requeues a run whose lease has run out; answers false when a heartbeat or an end came first (`runs.md` 4.2). */
export class ExpireLease extends Command<Committed<boolean>> {
  constructor(
    readonly request: { readonly task_id: string; readonly run_id: string; readonly reason: RunLeaseExpired['reason'] },
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ExpireLease)
export class ExpireLeaseHandler implements ICommandHandler<ExpireLease> {
  constructor(private readonly lane: Lane) {}

  execute({ request, context }: ExpireLease): Promise<Committed<boolean>> {
    return this.lane.execute<boolean>({
      name: 'expire_lease',
      context,
      prepare: async (unit) => {
        await unit.load(taskStream, request.task_id);
      },
      execute: async (unit) => {
        const task = existingTask(await unit.load(taskStream, request.task_id));
        const run = task && findRun(task, request.run_id);
        if (!task || !run) return false;
        const events = expireLease(task, run, { reason: request.reason }, { now: unit.now });
        unit.append(taskStream, task.id, events);
        return events.length > 0;
      },
    });
  }
}
