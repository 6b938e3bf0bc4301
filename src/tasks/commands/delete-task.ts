import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import type { UnitOfWork } from '../../ledger/lane/unit-of-work.js';
import { childRemoved, deleteTask } from '../domain/decide/delete-task.js';
import { taskStream } from '../domain/task-stream.js';
import { TaskLinks } from '../lookups/task-links.js';
import { dropEdgesTo, prepareDeletion } from './deletion.js';
import { type ExpectedSeq, requireTask } from './precondition.js';

/**
 * Deletes a task with its runs, and erases what people wrote of it; those who waited for it wait for it no longer
 * (`tasks.md` 6.5). Nobody is told in public. Refused: `task_not_found`, `precondition_failed`, `task_has_children`, `task_has_open_runs`.
 */
export class DeleteTask extends Command<Committed<undefined>> {
  constructor(
    readonly taskId: string,
    readonly context: CommandContext,
    readonly expected?: ExpectedSeq,
  ) {
    super();
  }
}

@CommandHandler(DeleteTask)
export class DeleteTaskHandler implements ICommandHandler<DeleteTask> {
  constructor(
    private readonly lane: Lane,
    private readonly links: TaskLinks,
  ) {}

  execute({ taskId, context, expected }: DeleteTask): Promise<Committed<undefined>> {
    return this.lane.execute<undefined>({
      name: 'delete_task',
      context,
      prepare: (unit) => prepareDeletion(unit, this.links, taskId),
      execute: (unit) => this.delete(unit, taskId, expected),
    });
  }

  private async delete(unit: UnitOfWork, taskId: string, expected: ExpectedSeq | undefined): Promise<undefined> {
    const task = await requireTask(unit, taskId, expected);
    unit.append(taskStream, taskId, deleteTask(task, unit.context.actor));
    const parentId = task.parent_task_id;
    if (parentId !== undefined) {
      await unit.load(taskStream, parentId);
      unit.append(taskStream, parentId, childRemoved(taskId));
    }
    await dropEdgesTo(unit, this.links, taskId);
  }
}
