import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import type { Preparation } from '../../ledger/lane/preparation.js';
import type { UnitOfWork } from '../../ledger/lane/unit-of-work.js';
import { childRemoved, eraseTask } from '../domain/decide/delete-task.js';
import { existingTask, type TaskState } from '../domain/task-state.js';
import { taskStream } from '../domain/task-stream.js';
import { TaskLinks } from '../lookups/task-links.js';
import { AutoEnqueue } from './auto-enqueue.js';
import { dropEdgesTo, prepareDeletion } from './deletion.js';
import { type ExpectedSeq, requireTask } from './precondition.js';
import { loadSubtree } from './subtree.js';

/**
 * Deletes a task and everything below it, whatever it is at, for good: open runs are canceled, those who waited wait no
 * longer, and what people wrote is erased (`http.md` 13, docs/decisions/0012). Refused: `task_not_found`,
 * `precondition_failed`.
 */
export class EraseTaskTree extends Command<Committed<undefined>> {
  constructor(
    readonly taskId: string,
    readonly context: CommandContext,
    readonly expected?: ExpectedSeq,
  ) {
    super();
  }
}

@CommandHandler(EraseTaskTree)
export class EraseTaskTreeHandler implements ICommandHandler<EraseTaskTree> {
  constructor(
    private readonly lane: Lane,
    private readonly links: TaskLinks,
    private readonly autoEnqueue: AutoEnqueue,
  ) {}

  execute({ taskId, context, expected }: EraseTaskTree): Promise<Committed<undefined>> {
    return this.lane.execute<undefined>({
      name: 'erase_task_tree',
      context,
      prepare: (unit) => this.prepare(unit, taskId),
      execute: (unit) => this.erase(unit, taskId, expected),
    });
  }

  private async prepare(unit: Preparation, taskId: string): Promise<void> {
    await loadSubtree(unit, this.links, taskId);
    const ids = await this.links.subtreeOf(unit, taskId);
    await Promise.all(ids.map((id) => prepareDeletion(unit, this.links, id)));
  }

  private async erase(unit: UnitOfWork, taskId: string, expected: ExpectedSeq | undefined): Promise<undefined> {
    const root = await requireTask(unit, taskId, expected);
    const tasks = await this.childrenFirst(unit, taskId);
    for (const task of tasks) unit.append(taskStream, task.id, eraseTask(task, unit.context.actor));
    const parentId = root.parent_task_id;
    if (parentId !== undefined) {
      await unit.load(taskStream, parentId);
      unit.append(taskStream, parentId, childRemoved(taskId));
    }
    const freed = new Set<string>();
    for (const { id } of tasks) for (const dependent of await dropEdgesTo(unit, this.links, id)) freed.add(dependent);
    await this.autoEnqueue.queue(unit, [...freed].sort(), { blocker: root, what: `deleted.${taskId}` });
  }

  private async childrenFirst(unit: UnitOfWork, taskId: string): Promise<TaskState[]> {
    const ids = await this.links.subtreeOf(unit, taskId);
    const tasks: TaskState[] = [];
    for (const id of ids.reverse()) {
      const task = existingTask(await unit.load(taskStream, id));
      if (task) tasks.push(task);
    }
    return tasks;
  }
}
