import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import type { Preparation } from '../../ledger/lane/preparation.js';
import { Rejection } from '../../ledger/rejection.js';
import { addDependency, type Edge } from '../domain/decide/change-dependencies.js';
import { existing } from '../domain/decide/enqueue-run.js';
import type { TaskState } from '../domain/task-state.js';
import { taskStream } from '../domain/task-stream.js';
import { TaskLinks } from '../lookups/task-links.js';
import { appended } from './appended.js';
import { type ExpectedSeq, requireTask } from './precondition.js';

/**
 * Makes a task wait for another one (`tasks.md` 6.12). Refused in this order: `self_dependency`, `task_not_found`,
 * `precondition_failed`, `task_not_found` for the other one, `dependency_exists`, `too_many_dependencies`, `dependency_cycle`.
 */
export class AddTaskDependency extends Command<Committed<TaskState>> {
  constructor(
    readonly edge: Edge,
    readonly context: CommandContext,
    readonly expected?: ExpectedSeq,
  ) {
    super();
  }
}

@CommandHandler(AddTaskDependency)
export class AddTaskDependencyHandler implements ICommandHandler<AddTaskDependency> {
  constructor(
    private readonly lane: Lane,
    private readonly links: TaskLinks,
  ) {}

  execute({ edge, context, expected }: AddTaskDependency): Promise<Committed<TaskState>> {
    const { task_id, depends_on_task_id } = edge;
    if (task_id === depends_on_task_id) {
      return Promise.reject(
        new Rejection('self_dependency', 'add_task_dependency.depends_on_task_id must name another task'),
      );
    }
    return this.lane.execute<TaskState>({
      name: 'add_task_dependency',
      context,
      prepare: async (unit) => {
        await Promise.all([
          unit.load(taskStream, task_id),
          unit.load(taskStream, depends_on_task_id),
          unit.get(this.links.dependentsOf, depends_on_task_id),
          this.closesCycle(unit, edge),
        ]);
      },
      execute: async (unit) => {
        const task = await requireTask(unit, task_id, expected);
        const target = existing(await unit.load(taskStream, depends_on_task_id), depends_on_task_id);
        if (target instanceof Rejection) throw target;
        const decision = addDependency(task, edge, {
          now: unit.now,
          target,
          closes_cycle: await this.closesCycle(unit, edge),
        });
        return appended(unit.append(taskStream, task_id, decision));
      },
    });
  }

  /** Nothing leads to a task that nobody depends on, so that most edges need no search. */
  private async closesCycle(unit: Preparation, { task_id, depends_on_task_id }: Edge): Promise<boolean> {
    const dependents = await unit.get(this.links.dependentsOf, task_id);
    if (!dependents || dependents.length === 0) return false;
    return this.links.reaches(unit, depends_on_task_id, task_id);
  }
}
