import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext, Json } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { failReasonMissing } from '../../tasks/domain/decide/force-refusal.js';
import { forceFailRun } from '../../tasks/domain/decide/force-run.js';
import { taskStream } from '../../tasks/domain/task-stream.js';
import { ForcedRuns } from './forced-runs.js';
import { changedRun, type RunOfTask } from './run-of-task.js';

export interface ForceFailRequest {
  readonly run_id: string;
  /** As `requireFailReason` lets it through. */
  readonly reason: string;
  readonly metadata?: Json;
}

/**
 * Gives up a run that nobody is at work on (`runs.md` 3.17). Refused: `forbidden_operator_action`, `run_not_found`,
 * `force_op_rate_limited`, `task_run_already_terminal`, `task_run_still_active`.
 */
export class ForceFailRun extends Command<Committed<RunOfTask>> {
  constructor(
    readonly request: ForceFailRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** The reason of a force fail, which must be there: `force_op_requires_reason`, with `example` as what to send. */
export function requireFailReason(path: string, reason: string | undefined, example: object): string {
  if (reason === undefined || reason === '') {
    throw failReasonMissing(path, JSON.stringify({ ...example, reason: 'operator recovery' }));
  }
  return reason;
}

@CommandHandler(ForceFailRun)
export class ForceFailRunHandler implements ICommandHandler<ForceFailRun> {
  constructor(private readonly runs: ForcedRuns) {}

  execute({ request: { run_id, reason, metadata }, context }: ForceFailRun): Promise<Committed<RunOfTask>> {
    return this.runs.execute({
      ...{ name: 'force_fail_run', run_id, context },
      apply: (unit, { task, run }) => {
        const decision = forceFailRun(task, run, { by: context.actor, reason, metadata });
        return changedRun(unit.append(taskStream, task.id, decision), run_id);
      },
    });
  }
}
