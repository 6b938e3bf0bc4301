import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext, Json } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import { pauseTask, reasonMissing, refuseOversizedPause, refuseUnlessPausable } from '../domain/decide/pause-task.js';
import type { TaskState } from '../domain/task-state.js';
import { TaskLinks } from '../lookups/task-links.js';
import { ForceLimits } from './force-limits.js';
import { pauseCommand } from './pause.js';
import type { ExpectedSeq } from './precondition.js';

export interface PauseRequest {
  readonly task_id: string;
  /** As `requireReason` lets it through. */
  readonly reason: string;
  readonly metadata?: Json;
}

/**
 * Pauses a task: no run of it or of anything below it is handed out until it is resumed (`tasks.md` 6.10). Refused:
 * `forbidden_operator_action`, `payload_too_large`, `task_not_found`, `precondition_failed`,
 * `task_already_terminal`, `force_op_rate_limited`.
 */
export class PauseTask extends Command<Committed<TaskState>> {
  constructor(
    readonly request: PauseRequest,
    readonly context: CommandContext,
    readonly expected?: ExpectedSeq,
  ) {
    super();
  }
}

/** The reason of a pause, which must be there: `force_op_requires_reason`. */
export function requireReason(taskId: string, reason: string | undefined): string {
  if (reason === undefined || reason === '') throw reasonMissing(taskId);
  return reason;
}

@CommandHandler(PauseTask)
export class PauseTaskHandler implements ICommandHandler<PauseTask> {
  constructor(
    private readonly lane: Lane,
    private readonly links: TaskLinks,
    private readonly limits: ForceLimits,
  ) {}

  async execute({ request, context, expected }: PauseTask): Promise<Committed<TaskState>> {
    const { task_id, ...why } = request;
    this.limits.requireAllowed(context.actor);
    const refusal = refuseOversizedPause(why);
    if (refusal) throw refusal;
    return this.lane.execute(
      pauseCommand({
        ...{ name: 'pause_task', task_id, expected, context, links: this.links, limits: this.limits },
        check: refuseUnlessPausable,
        decide: (task) => pauseTask(task, { by: context.actor, ...why }),
      }),
    );
  }
}
