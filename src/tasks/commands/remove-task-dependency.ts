import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import { type Edge, removeDependency } from '../domain/decide/change-dependencies.js';
import { existingTask, type TaskState } from '../domain/task-state.js';
import { taskStream } from '../domain/task-stream.js';
import { TaskLinks } from '../lookups/task-links.js';
import { appended } from './appended.js';
import { type ExpectedSeq, requireTask } from './precondition.js';

/**
 * Lets a task no longer wait for another one; queues nothing (`tasks.md` 6.13). Refused: `task_not_found`,
 * `precondition_failed`, `dependency_not_found`.
 */
export class RemoveTaskDependency extends Command<Committed<TaskState>> {
  constructor(
    readonly edge: Edge,
    readonly context: CommandContext,
    readonly expected?: ExpectedSeq,
  ) {
    super();
  }
}

@CommandHandler(RemoveTaskDependency)
export class RemoveTaskDependencyHandler implements ICommandHandler<RemoveTaskDependency> {
  constructor(
    private readonly lane: Lane,
    private readonly links: TaskLinks,
  ) {}

  execute({ edge, context, expected }: RemoveTaskDependency): Promise<Committed<TaskState>> {
    const { task_id, depends_on_task_id } = edge;
    return this.lane.execute<TaskState>({
      name: 'remove_task_dependency',
      context,
      prepare: async (unit) => {
        await Promise.all([
          unit.load(taskStream, task_id),
          unit.load(taskStream, depends_on_task_id),
          unit.get(this.links.dependentsOf, depends_on_task_id),
        ]);
      },
      execute: async (unit) => {
        const task = await requireTask(unit, task_id, expected);
        const target = existingTask(await unit.load(taskStream, depends_on_task_id));
        return appended(unit.append(taskStream, task_id, removeDependency(task, edge, { target })));
      },
    });
  }
}
