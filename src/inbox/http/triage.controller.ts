import { Controller, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Answer, Reply } from '../../http/answer.js';
import { Context } from '../../http/identity/current-caller.decorator.js';
import { Operation } from '../../http/operation/operation.decorator.js';
import { PathId } from '../../http/parsing/input.decorators.js';
import { Triage } from '../../http/schemas/index.js';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { ArchiveTask } from '../commands/archive-task.js';
import { DismissTask } from '../commands/dismiss-task.js';
import { MarkTaskRead } from '../commands/mark-task-read.js';
import type { TriageState } from '../domain/triage-state.js';

/** What every triage operation has in common: no body is read, and it answers what is stored (`views.md` 3). */
function TriageOperation(named: {
  readonly id: string;
  readonly action: string;
  readonly summary: string;
}): MethodDecorator {
  return Operation({
    ...named,
    right: 'write',
    validationStatus: 422,
    success: { status: 200, type: { triage: Triage } },
    failures: [404, 422, 500, 503],
  });
}

/** What the caller does with a task in its own inbox. */
@Controller('api/tasks/:id/triage')
export class TriageController {
  constructor(private readonly commands: CommandBus) {}

  @Post('read')
  @TriageOperation({ id: 'markTaskRead', action: 'tasks.triage_read', summary: 'Mark one task inbox item as read' })
  async read(
    @PathId('id', 'Task id', 'task') id: string,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<{ triage: Triage }> {
    return shown(await this.commands.execute(new MarkTaskRead(id, context)), reply);
  }

  @Post('archive')
  @TriageOperation({ id: 'archiveTask', action: 'tasks.triage_archive', summary: 'Archive one task inbox item' })
  async archive(
    @PathId('id', 'Task id', 'task') id: string,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<{ triage: Triage }> {
    return shown(await this.commands.execute(new ArchiveTask(id, context)), reply);
  }

  @Post('dismiss')
  @TriageOperation({ id: 'dismissTask', action: 'tasks.triage_dismiss', summary: 'Dismiss one task inbox item' })
  async dismiss(
    @PathId('id', 'Task id', 'task') id: string,
    @Context() context: CommandContext,
    @Reply() reply: Answer,
  ): Promise<{ triage: Triage }> {
    return shown(await this.commands.execute(new DismissTask(id, context)), reply);
  }
}

/** Which events were seen is ours to know; what was seen is told by its time. */
function shown({ result, position }: Committed<TriageState>, reply: Answer): { triage: Triage } {
  reply.at(position);
  const { last_seen_event_seq: _sequence, ...triage } = result;
  return { triage };
}
