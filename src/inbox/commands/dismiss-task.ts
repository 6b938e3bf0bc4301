import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import { dismissTask } from '../domain/decide/triage-task.js';
import type { TriageState } from '../domain/triage-state.js';
import { TriagingActors } from '../lookups/triaging-actors.js';
import { triageCommand } from './triage.js';

/** The caller is done with a task until something happens to it. Refused: `task_not_found`. */
export class DismissTask extends Command<Committed<TriageState>> {
  constructor(
    readonly taskId: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(DismissTask)
export class DismissTaskHandler implements ICommandHandler<DismissTask> {
  constructor(
    private readonly lane: Lane,
    private readonly actors: TriagingActors,
  ) {}

  execute({ taskId, context }: DismissTask): Promise<Committed<TriageState>> {
    const { actors } = this;
    return this.lane.execute(
      triageCommand({ name: 'dismiss_task', task_id: taskId, context, actors, decide: dismissTask }),
    );
  }
}
