import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { approveTask } from '../domain/decide/decide-approval.js';
import { isOpen } from '../domain/run-status.js';
import { taskStream } from '../domain/task-stream.js';
import { appended } from './appended.js';
import type { EnqueuedRun, EnqueueRequest } from './enqueue.js';
import { ExecutionBoundary } from './execution-boundary.js';
import type { ExpectedSeq } from './precondition.js';

/**
 * Approves a task and queues a run of it; a draft is published with it (`tasks.md` 6.8). Where a run is open already, that
 * one is the answer: it waited for nothing else. Refused: `task_not_found`, `precondition_failed`,
 * `approval_not_pending`, and as a run is.
 */
export class ApproveTask extends Command<Committed<EnqueuedRun>> {
  constructor(
    readonly request: EnqueueRequest,
    readonly context: CommandContext,
    readonly expected?: ExpectedSeq,
  ) {
    super();
  }
}

@CommandHandler(ApproveTask)
export class ApproveTaskHandler implements ICommandHandler<ApproveTask> {
  constructor(private readonly boundary: ExecutionBoundary) {}

  execute({ request, context, expected }: ApproveTask): Promise<Committed<EnqueuedRun>> {
    return this.boundary.execute({
      action: 'approval',
      request,
      context,
      expected,
      before: (task, unit) => {
        const approved = appended(unit.append(taskStream, task.id, approveTask(task)));
        const run = approved.runs.find(({ status }) => isOpen(status));
        return run ? { task: approved, run, replayed: false } : approved;
      },
    });
  }
}
