import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext, Json } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import type { Preparation } from '../../ledger/lane/preparation.js';
import type { ResultVerdict } from '../../tasks/domain/decide/check-result.js';
import { completeLeasedRun } from '../../tasks/domain/decide/hold-run.js';
import { RunLookups } from '../../tasks/lookups/run-lookups.js';
import { TaskLinks } from '../../tasks/lookups/task-links.js';
import { CheckedCompletion } from './checked-completion.js';
import { HeldRunHandler } from './held-run.handler.js';
import type { HeldRun } from './held-run.js';
import type { RunOfTask } from './run-of-task.js';

export interface CompleteLeasedRunRequest extends HeldRun {
  readonly result?: Json;
}

/** What the lane is asked for: the request, and the verdict on its result once there is one. */
interface Completing extends CompleteLeasedRunRequest {
  readonly verdict?: ResultVerdict;
}

/** Completes the run whose lease the caller holds (`runs.md` 3.7). Refused beside that: `result_rejected`. */
export class CompleteLeasedRun extends Command<Committed<RunOfTask>> {
  constructor(
    readonly request: CompleteLeasedRunRequest,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(CompleteLeasedRun)
export class CompleteLeasedRunHandler extends HeldRunHandler<Completing> implements ICommandHandler<CompleteLeasedRun> {
  protected override readonly name = 'complete_leased_run';
  protected override readonly decide = completeLeasedRun;

  constructor(
    lane: Lane,
    lookups: RunLookups,
    private readonly links: TaskLinks,
    private readonly completion: CheckedCompletion,
  ) {
    super(lane, lookups);
  }

  override execute({ request, context }: CompleteLeasedRun): Promise<Committed<RunOfTask>> {
    const attempt = (verdict?: ResultVerdict): Promise<Committed<RunOfTask>> =>
      super.execute({ request: verdict ? { ...request, verdict } : request, context });
    return this.completion.run({ result: request.result, context, attempt });
  }

  /** The task's dependents too, who are told. */
  protected override async prepare(unit: Preparation, request: Completing): Promise<void> {
    await super.prepare(unit, request);
    const taskId = await unit.get(this.lookups.taskOfRun, request.run_id);
    if (taskId !== undefined) await this.links.loadDependents(unit, taskId);
  }
}
