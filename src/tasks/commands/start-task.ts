import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { refuseUnlessExecutable } from '../domain/decide/enqueue-run.js';
import type { EnqueuedRun, EnqueueRequest } from './enqueue.js';
import { ExecutionBoundary } from './execution-boundary.js';
import type { ExpectedSeq } from './precondition.js';

/**
 * Starts a task: queues a run of it (`tasks.md` 6.7.1). Since a key stands even where none is given, a second start
 * answers with the first run, whatever has become of it. Refused: `task_not_found`, `precondition_failed`,
 * `task_not_executable`, and as a run is.
 */
export class StartTask extends Command<Committed<EnqueuedRun>> {
  constructor(
    readonly request: EnqueueRequest,
    readonly context: CommandContext,
    readonly expected?: ExpectedSeq,
  ) {
    super();
  }
}

@CommandHandler(StartTask)
export class StartTaskHandler implements ICommandHandler<StartTask> {
  constructor(private readonly boundary: ExecutionBoundary) {}

  execute({ request, context, expected }: StartTask): Promise<Committed<EnqueuedRun>> {
    return this.boundary.execute({
      action: 'start',
      request,
      context,
      expected,
      before: (task) => {
        const refusal = refuseUnlessExecutable(task);
        if (refusal) throw refusal;
        return task;
      },
    });
  }
}
