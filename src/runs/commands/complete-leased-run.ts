import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext, Json } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import type { Preparation } from '../../ledger/lane/preparation.js';
import { completeLeasedRun } from '../../tasks/domain/decide/hold-run.js';
import { RunLookups } from '../../tasks/lookups/run-lookups.js';
import { TaskLinks } from '../../tasks/lookups/task-links.js';
import { HeldRunHandler } from './held-run.handler.js';
import type { HeldRun } from './held-run.js';
import type { RunOfTask } from './run-of-task.js';

export interface CompleteLeasedRunRequest extends HeldRun {
  readonly result?: Json;
}

/** Completes the run whose lease the caller holds (`runs.md` 3.7). */
export class CompleteLeasedRun extends Command<Committed<RunOfTask>> {
  constructor(
    readonly request: CompleteLeasedRunRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(CompleteLeasedRun)
export class CompleteLeasedRunHandler
  extends HeldRunHandler<CompleteLeasedRunRequest>
  implements ICommandHandler<CompleteLeasedRun>
{
  protected override readonly name = 'complete_leased_run';
  protected override readonly decide = completeLeasedRun;

  constructor(
    lane: Lane,
    lookups: RunLookups,
    private readonly links: TaskLinks,
  ) {
    super(lane, lookups);
  }

  /** The task's dependents too, who are told. */
  protected override async prepare(unit: Preparation, request: CompleteLeasedRunRequest): Promise<void> {
    await super.prepare(unit, request);
    const taskId = await unit.get(this.lookups.taskOfRun, request.run_id);
    if (taskId !== undefined) await this.links.loadDependents(unit, taskId);
  }
}
