import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import type { Preparation } from '../../ledger/lane/preparation.js';
import type { UnitOfWork } from '../../ledger/lane/unit-of-work.js';
import { childRemoved, deleteTask } from '../domain/decide/delete-task.js';
import { dependencyDropped } from '../domain/decide/settle-dependency.js';
import { existingTask } from '../domain/task-state.js';
import { taskStream } from '../domain/task-stream.js';
import { TaskLinks } from '../lookups/task-links.js';
import { type ExpectedSeq, requireTask } from './precondition.js';

/**
 * Deletes a task with its runs; those who waited for it wait for it no longer (`tasks.md` 6.5). Nobody is told in
 * public. Refused: `task_not_found`, `precondition_failed`, `task_has_children`, `task_has_open_runs`.
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
      prepare: (unit) => this.prepare(unit, taskId),
      execute: (unit) => this.delete(unit, taskId, expected),
    });
  }

  /** Also the lists of others that the task leaves: its parent's children, the dependents of what it waited for. */
  private async prepare(unit: Preparation, taskId: string): Promise<void> {
    const [stream] = await Promise.all([unit.load(taskStream, taskId), this.links.loadDependents(unit, taskId)]);
    const task = existingTask(stream);
    if (!task) return;
    const parentId = task.parent_task_id;
    await Promise.all([
      ...(parentId === undefined ? [] : [unit.load(taskStream, parentId), unit.get(this.links.childrenOf, parentId)]),
      ...task.dependencies.map((edge) => unit.get(this.links.dependentsOf, edge.depends_on_task_id)),
    ]);
  }

  private async delete(unit: UnitOfWork, taskId: string, expected: ExpectedSeq | undefined): Promise<undefined> {
    const task = await requireTask(unit, taskId, expected);
    const dependents = ((await unit.get(this.links.dependentsOf, taskId)) ?? []).map(({ task_id }) => task_id).sort();
    unit.append(taskStream, taskId, deleteTask(task));
    const parentId = task.parent_task_id;
    if (parentId !== undefined) {
      await unit.load(taskStream, parentId);
      unit.append(taskStream, parentId, childRemoved(taskId));
    }
    for (const id of dependents) {
      const dependent = existingTask(await unit.load(taskStream, id));
      if (dependent) unit.append(taskStream, id, dependencyDropped(dependent, taskId));
    }
  }
}
