import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { forceReleaseRun } from '../../tasks/domain/decide/force-run.js';
import { taskStream } from '../../tasks/domain/task-stream.js';
import { ForcedRuns } from './forced-runs.js';
import { changedRun, type RunOfTask } from './run-of-task.js';

export interface ForceReleaseRequest {
  readonly run_id: string;
  readonly reason?: string;
}

/**
 * Puts a claimed run back into the queue, leased or not, whoever has it (`runs.md` 3.16). Refused:
 * `forbidden_operator_action`, `run_not_found`, `force_op_rate_limited`, `task_run_not_releasable`.
 */
export class ForceReleaseRun extends Command<Committed<RunOfTask>> {
  constructor(
    readonly request: ForceReleaseRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ForceReleaseRun)
export class ForceReleaseRunHandler implements ICommandHandler<ForceReleaseRun> {
  constructor(private readonly runs: ForcedRuns) {}

  execute({ request: { run_id, reason }, context }: ForceReleaseRun): Promise<Committed<RunOfTask>> {
    return this.runs.execute({
      ...{ name: 'force_release_run', run_id, context },
      apply: (unit, { task, run }) => {
        const decision = forceReleaseRun(task, run, { by: context.actor, reason });
        return changedRun(unit.append(taskStream, task.id, decision), run_id);
      },
    });
  }
}
