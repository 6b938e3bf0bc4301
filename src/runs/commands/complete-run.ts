import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext, Json } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import type { ResultVerdict } from '../../tasks/domain/decide/check-result.js';
import { completeRun } from '../../tasks/domain/decide/end-run.js';
import { isTerminal } from '../../tasks/domain/run-status.js';
import { RunLookups } from '../../tasks/lookups/run-lookups.js';
import { TaskLinks } from '../../tasks/lookups/task-links.js';
import { appendToRun } from './append-to-run.js';
import { prepareSessionOf, stopSessionOf } from './bound-session.js';
import { CheckedCompletion } from './checked-completion.js';
import { loadRun, requireRun, type RunOfTask } from './run-of-task.js';

export interface CompleteRunRequest {
  readonly run_id: string;
  readonly result?: Json;
}

/**
 * Completes a running run that has no lease and stops its session, in one flush (`runs.md` 3.13). Refused:
 * `run_not_found`, `run_leased`, `invalid_status_transition`, `result_rejected`.
 */
export class CompleteRun extends Command<Committed<RunOfTask>> {
  constructor(
    readonly request: CompleteRunRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(CompleteRun)
export class CompleteRunHandler implements ICommandHandler<CompleteRun> {
  constructor(
    private readonly lane: Lane,
    private readonly lookups: RunLookups,
    private readonly links: TaskLinks,
    private readonly completion: CheckedCompletion,
  ) {}

  execute({ request, context }: CompleteRun): Promise<Committed<RunOfTask>> {
    const attempt = (verdict?: ResultVerdict): Promise<Committed<RunOfTask>> => this.attempt(request, verdict, context);
    return this.completion.run({ result: request.result, context, attempt });
  }

  private attempt(
    request: CompleteRunRequest,
    verdict: ResultVerdict | undefined,
    context: CommandContext,
  ): Promise<Committed<RunOfTask>> {
    return this.lane.execute<RunOfTask>({
      name: 'complete_run',
      context,
      prepare: async (unit) => {
        const found = await loadRun(unit, this.lookups, request.run_id);
        if (!found) return;
        await Promise.all([prepareSessionOf(unit, found.run), this.links.loadDependents(unit, found.task.id)]);
      },
      execute: async (unit) => {
        const found = await requireRun(unit, this.lookups, request.run_id);
        const decision = completeRun(found.task, found.run, { result: request.result, verdict });
        const after = appendToRun(unit, found, decision);
        const { status } = after.run;
        if (isTerminal(status)) await stopSessionOf(unit, after.run, status === 'completed' ? status : 'failed');
        return after;
      },
    });
  }
}
