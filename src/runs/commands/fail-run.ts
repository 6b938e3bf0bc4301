import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext, Json } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import { failRun } from '../../tasks/domain/decide/end-run.js';
import { RunLookups } from '../../tasks/lookups/run-lookups.js';
import { appendToRun } from './append-to-run.js';
import { prepareSessionOf, stopSessionOf } from './bound-session.js';
import { loadRun, requireRun, type RunOfTask } from './run-of-task.js';

export interface FailRunRequest {
  readonly run_id: string;
  readonly error: string;
  readonly metadata?: Json;
}

/**
 * Fails a run at work that has no lease and stops its session, in one flush (`runs.md` 3.14). Refused: `run_not_found`,
 * `run_leased`, `invalid_status_transition`.
 */
export class FailRun extends Command<Committed<RunOfTask>> {
  constructor(
    readonly request: FailRunRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(FailRun)
export class FailRunHandler implements ICommandHandler<FailRun> {
  constructor(
    private readonly lane: Lane,
    private readonly lookups: RunLookups,
  ) {}

  execute({ request, context }: FailRun): Promise<Committed<RunOfTask>> {
    return this.lane.execute<RunOfTask>({
      name: 'fail_run',
      context,
      prepare: async (unit) => {
        const found = await loadRun(unit, this.lookups, request.run_id);
        if (found) await prepareSessionOf(unit, found.run);
      },
      execute: async (unit) => {
        const found = await requireRun(unit, this.lookups, request.run_id);
        const ended = appendToRun(unit, found, failRun(found.task, found.run, request));
        await stopSessionOf(unit, ended.run, 'failed');
        return ended;
      },
    });
  }
}
