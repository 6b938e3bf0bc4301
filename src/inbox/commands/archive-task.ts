import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import { archiveTask } from '../domain/decide/triage-task.js';
import type { TriageState } from '../domain/triage-state.js';
import { TriagingActors } from '../lookups/triaging-actors.js';
import { triageCommand } from './triage.js';

/** The caller never wants to be bothered with a task again; nothing takes it out of the archive. Refused: `task_not_found`. */
export class ArchiveTask extends Command<Committed<TriageState>> {
  constructor(
    readonly taskId: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ArchiveTask)
export class ArchiveTaskHandler implements ICommandHandler<ArchiveTask> {
  constructor(
    private readonly lane: Lane,
    private readonly actors: TriagingActors,
  ) {}

  execute({ taskId, context }: ArchiveTask): Promise<Committed<TriageState>> {
    const { actors } = this;
    return this.lane.execute(
      triageCommand({ name: 'archive_task', task_id: taskId, context, actors, decide: archiveTask }),
    );
  }
}
