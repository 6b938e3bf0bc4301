import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import type { ExpectedSeq } from '../../tasks/domain/expected-seq.js';
import { taskStream } from '../../tasks/domain/task-stream.js';
import { deleteProfile } from '../domain/decide/change-profile.js';
import { requireSeenTask } from './load-task.js';

/**
 * Takes the execution profile of a task away: from then on the default applies (`reviews.md` B.3). Refused:
 * `task_not_found`, `precondition_failed`, `task_has_current_run`, `execution_profile_not_found`.
 */
export class DeleteExecutionProfile extends Command<Committed<undefined>> {
  constructor(
    readonly taskId: string,
    readonly expected: ExpectedSeq | undefined,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(DeleteExecutionProfile)
export class DeleteExecutionProfileHandler implements ICommandHandler<DeleteExecutionProfile> {
  constructor(private readonly lane: Lane) {}

  execute({ taskId, expected, context }: DeleteExecutionProfile): Promise<Committed<undefined>> {
    return this.lane.execute<undefined>({
      name: 'delete_execution_profile',
      context,
      prepare: async (unit) => {
        await unit.load(taskStream, taskId);
      },
      execute: async (unit) => {
        const task = await requireSeenTask(unit, taskId, expected);
        unit.append(taskStream, taskId, deleteProfile(task));
        return undefined;
      },
    });
  }
}
