import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import { rejectTask } from '../domain/decide/decide-approval.js';
import type { TaskState } from '../domain/task-state.js';
import { taskStream } from '../domain/task-stream.js';
import { appended } from './appended.js';
import { type ExpectedSeq, requireTask } from './precondition.js';

/**
 * Refuses a task the approval that it waits for (`tasks.md` 6.8). Refused: `task_not_found`, `precondition_failed`,
 * `approval_not_pending`, `invalid_status_transition`.
 */
export class RejectTask extends Command<Committed<TaskState>> {
  constructor(
    readonly request: { readonly task_id: string; readonly expected?: ExpectedSeq },
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(RejectTask)
export class RejectTaskHandler implements ICommandHandler<RejectTask> {
  constructor(private readonly lane: Lane) {}

  execute({ request, context }: RejectTask): Promise<Committed<TaskState>> {
    const { task_id, expected } = request;
    return this.lane.execute<TaskState>({
      name: 'reject_task',
      context,
      prepare: async (unit) => {
        await unit.load(taskStream, task_id);
      },
      execute: async (unit) => {
        const task = await requireTask(unit, task_id, expected);
        return appended(unit.append(taskStream, task_id, rejectTask(task)));
      },
    });
  }
}
