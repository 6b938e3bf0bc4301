import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import { markTaskRead } from '../domain/decide/triage-task.js';
import type { TriageState } from '../domain/triage-state.js';
import { TriagingActors } from '../lookups/triaging-actors.js';
import { triageCommand } from './triage.js';

/** The caller has read a task; should it have been dismissed, it is so no longer. Refused: `task_not_found`. */
export class MarkTaskRead extends Command<Committed<TriageState>> {
  constructor(
    readonly taskId: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(MarkTaskRead)
export class MarkTaskReadHandler implements ICommandHandler<MarkTaskRead> {
  constructor(
    private readonly lane: Lane,
    private readonly actors: TriagingActors,
  ) {}

  execute({ taskId, context }: MarkTaskRead): Promise<Committed<TriageState>> {
    const { actors } = this;
    return this.lane.execute(
      triageCommand({ name: 'mark_task_read', task_id: taskId, context, actors, decide: markTaskRead }),
    );
  }
}
