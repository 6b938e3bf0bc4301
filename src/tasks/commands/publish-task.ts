import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { publishTask } from '../domain/decide/publish-task.js';
import { taskStream } from '../domain/task-stream.js';
import { appended } from './appended.js';
import type { EnqueuedRun, EnqueueRequest } from './enqueue.js';
import { ExecutionBoundary } from './execution-boundary.js';
import type { ExpectedSeq } from './precondition.js';

/**
 * Publishes a draft and queues its first run (`tasks.md` 6.7). Refused: `task_not_found`, `precondition_failed`,
 * `task_not_draft`, `task_blocked`, and as a run is.
 */
export class PublishTask extends Command<Committed<EnqueuedRun>> {
  constructor(
    readonly request: EnqueueRequest,
    readonly context: CommandContext,
    readonly expected?: ExpectedSeq,
  ) {
    super();
  }
}

@CommandHandler(PublishTask)
export class PublishTaskHandler implements ICommandHandler<PublishTask> {
  constructor(private readonly boundary: ExecutionBoundary) {}

  execute({ request, context, expected }: PublishTask): Promise<Committed<EnqueuedRun>> {
    return this.boundary.execute({
      action: 'publish',
      request,
      context,
      expected,
      before: (task, unit) => appended(unit.append(taskStream, task.id, publishTask(task))),
    });
  }
}
