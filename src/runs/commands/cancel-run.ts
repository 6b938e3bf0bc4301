import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import { cancelRun, type CancelWords } from '../../tasks/domain/decide/cancel-run.js';
import { RunLookups } from '../../tasks/lookups/run-lookups.js';
import { appendToRun } from './append-to-run.js';
import { loadRun, requireRun, type RunOfTask } from './run-of-task.js';

export interface CancelRunRequest extends CancelWords {
  readonly run_id: string;
}

/**
 * Cancels an open run, leased or not, and its task with it (`runs.md` 3.15). The session of a run at work is told to
 * stop after the commit (`SessionStops`). Refused: `run_not_found`, `invalid_status_transition`.
 */
export class CancelRun extends Command<Committed<RunOfTask>> {
  constructor(
    readonly request: CancelRunRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(CancelRun)
export class CancelRunHandler implements ICommandHandler<CancelRun> {
  constructor(
    private readonly lane: Lane,
    private readonly lookups: RunLookups,
  ) {}

  execute({ request, context }: CancelRun): Promise<Committed<RunOfTask>> {
    const { run_id, ...why } = request;
    return this.lane.execute<RunOfTask>({
      name: 'cancel_run',
      context,
      prepare: async (unit) => {
        await loadRun(unit, this.lookups, run_id);
      },
      execute: async (unit) => {
        const found = await requireRun(unit, this.lookups, run_id);
        return appendToRun(unit, found, cancelRun(found.task, found.run, why));
      },
    });
  }
}
