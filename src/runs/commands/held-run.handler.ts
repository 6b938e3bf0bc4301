import { Injectable } from '@nestjs/common';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import type { Preparation } from '../../ledger/lane/preparation.js';
import type { Rejection } from '../../ledger/rejection.js';
import { RunLookups } from '../../tasks/lookups/run-lookups.js';
import type { LeaseHolder } from '../../tasks/domain/decide/run-command.js';
import type { TaskEvent } from '../../tasks/domain/task-events.js';
import type { TaskStream } from '../../tasks/domain/task-state.js';
import { decideHeldRun, type HeldRun, prepareHeldRun } from './held-run.js';
import type { RunOfTask } from './run-of-task.js';

/** What the commands of a lease's holder have in common: heartbeat, complete, fail, release, progress. */
@Injectable()
export abstract class HeldRunHandler<R extends HeldRun> {
  constructor(
    private readonly lane: Lane,
    protected readonly lookups: RunLookups,
  ) {}

  protected abstract readonly name: string;

  /** Loads what the command is going to look at. */
  protected prepare(unit: Preparation, request: R): Promise<void> {
    return prepareHeldRun(unit, this.lookups, request);
  }

  protected abstract decide(
    task: TaskStream,
    command: R & LeaseHolder,
    facts: { readonly now: string },
  ): TaskEvent[] | Rejection;

  execute({
    request,
    context,
  }: {
    readonly request: R;
    readonly context: CommandContext;
  }): Promise<Committed<RunOfTask>> {
    return this.lane.execute<RunOfTask>({
      name: this.name,
      context,
      prepare: (unit) => this.prepare(unit, request),
      execute: (unit) =>
        decideHeldRun(unit, this.lookups, request, (task, holder) =>
          this.decide(task, { ...request, ...holder }, { now: unit.now }),
        ),
    });
  }
}
