import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext, Json } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import { resumeTask } from '../domain/decide/pause-task.js';
import type { TaskState } from '../domain/task-state.js';
import { TaskLinks } from '../lookups/task-links.js';
import { ForceLimits } from './force-limits.js';
import { pauseCommand } from './pause.js';
import type { ExpectedSeq } from './precondition.js';

export interface ResumeRequest {
  readonly task_id: string;
  readonly metadata?: Json;
}

/**
 * Lifts a task's own pause, in any status and also where there is none (`tasks.md` 6.10); one that it inherits stays.
 * Refused: `forbidden_operator_action`, `task_not_found`, `precondition_failed`, `force_op_rate_limited`.
 */
export class ResumeTask extends Command<Committed<TaskState>> {
  constructor(
    readonly request: ResumeRequest,
    readonly context: CommandContext,
    readonly expected?: ExpectedSeq,
  ) {
    super();
  }
}

@CommandHandler(ResumeTask)
export class ResumeTaskHandler implements ICommandHandler<ResumeTask> {
  constructor(
    private readonly lane: Lane,
    private readonly links: TaskLinks,
    private readonly limits: ForceLimits,
  ) {}

  async execute({ request, context, expected }: ResumeTask): Promise<Committed<TaskState>> {
    const { task_id, ...words } = request;
    this.limits.requireAllowed(context.actor);
    return this.lane.execute(
      pauseCommand({
        ...{ name: 'resume_task', task_id, expected, context, links: this.links, limits: this.limits },
        decide: (task) => resumeTask(task, { by: context.actor, ...words }),
      }),
    );
  }
}
