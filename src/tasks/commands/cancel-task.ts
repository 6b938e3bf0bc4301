import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import type { UnitOfWork } from '../../ledger/lane/unit-of-work.js';
import {
  byActivity,
  type CancelTask as CancelWords,
  cancelTask,
  refuseOversizedCancel,
  refuseRepeated,
  refuseUnlessCancelable,
} from '../domain/decide/cancel-task.js';
import { existingTask, type TaskState } from '../domain/task-state.js';
import { taskStream } from '../domain/task-stream.js';
import { TaskLinks } from '../lookups/task-links.js';
import { type ExpectedSeq, requireTask } from './precondition.js';
import { loadSubtree } from './subtree.js';

export interface CancelRequest extends CancelWords {
  readonly task_id: string;
}

/**
 * Cancels a task and everything below it, whole or not at all (`tasks.md` 6.9); a canceled one is left as it is, and
 * what lives below it is canceled. Refused: `payload_too_large`, `task_not_found`, `precondition_failed`,
 * `invalid_status_transition`.
 */
export class CancelTask extends Command<Committed<TaskState>> {
  constructor(
    readonly request: CancelRequest,
    readonly context: CommandContext,
    readonly expected?: ExpectedSeq,
  ) {
    super();
  }
}

@CommandHandler(CancelTask)
export class CancelTaskHandler implements ICommandHandler<CancelTask> {
  constructor(
    private readonly lane: Lane,
    private readonly links: TaskLinks,
  ) {}

  execute({ request, context, expected }: CancelTask): Promise<Committed<TaskState>> {
    const { task_id, ...why } = request;
    const oversized = refuseOversizedCancel(why);
    if (oversized) return Promise.reject(oversized);
    return this.lane.execute<TaskState>({
      name: 'cancel_task',
      context,
      prepare: (unit) => loadSubtree(unit, this.links, task_id),
      execute: async (unit) => {
        const root = await requireTask(unit, task_id, expected);
        const refusal = refuseUnlessCancelable(root);
        if (refusal) throw refusal;
        const tasks = await this.inOrder(unit, root);
        const planned = tasks.map((task) => ({
          task,
          events: cancelTask(task, why, task === root ? undefined : root),
        }));
        const tooMuch = refuseRepeated(
          why,
          planned.reduce((sum, { events }) => sum + events.length, 0),
        );
        if (tooMuch) throw tooMuch;
        for (const { task, events } of planned) {
          if (events.length > 0) unit.append(taskStream, task.id, events);
        }
        return existingTask(await unit.load(taskStream, task_id)) ?? root;
      },
    });
  }

  /** The whole subtree: the root, then level by level, siblings in list order. */
  private async inOrder(unit: UnitOfWork, root: TaskState): Promise<TaskState[]> {
    const tasks = [root];
    // Grows while it is walked: the children of each task that it reaches.
    for (const { id } of tasks) {
      const children = (await unit.get(this.links.childrenOf, id)) ?? [];
      const states = await Promise.all(children.map((child) => unit.load(taskStream, child)));
      tasks.push(
        ...states
          .map(existingTask)
          .filter((state) => state !== undefined)
          .sort(byActivity),
      );
    }
    return tasks;
  }
}
