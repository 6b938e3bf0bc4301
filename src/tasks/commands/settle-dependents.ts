import { Injectable } from '@nestjs/common';
import type { LaneReaction, StreamOutcome } from '../../ledger/lane/reaction.js';
import type { CommandUnit } from '../../ledger/lane/preparation.js';
import { dependencyChanged } from '../domain/decide/settle-dependency.js';
import type { TaskEvent } from '../domain/task-events.js';
import { existingTask, type TaskStream } from '../domain/task-state.js';
import { taskStream } from '../domain/task-stream.js';
import { TaskLinks } from '../lookups/task-links.js';
import { AutoEnqueue } from './auto-enqueue.js';

type Outcome = StreamOutcome<TaskStream, TaskEvent>;

/**
 * Tells the dependents of a task when it becomes completed or is completed no longer, and queues runs of those that
 * asked for it (`tasks.md` 4.4, 7). It follows every command that changes a task, in the same flush.
 *
 * One step is enough: whether a task counts as completed follows from its own runs alone, so a dependent's change of
 * status never concerns the tasks behind it.
 */
@Injectable()
export class SettleDependents implements LaneReaction<TaskStream, TaskEvent> {
  readonly category = 'task';

  constructor(
    private readonly links: TaskLinks,
    private readonly autoEnqueue: AutoEnqueue,
  ) {}

  async react(outcome: Outcome, unit: CommandUnit): Promise<void> {
    const task = existingTask(outcome.after);
    if (!task) return;
    const completed = task.status === 'completed';
    const turned = (existingTask(outcome.before)?.status === 'completed') !== completed;
    const ended = outcome.events.findLast((event) => event.type === 'task.run_completed');
    if (!turned && !ended) return;
    const dependents = ((await unit.get(this.links.dependentsOf, task.id)) ?? []).map(({ task_id }) => task_id);
    await Promise.all(dependents.map((id) => unit.load(taskStream, id)));
    if (turned)
      await tell(unit, dependents, { blockerId: task.id, satisfied: completed, causationId: causeOf(outcome) });
    const because = ended && { blocker: task, what: ended.data.run_id, causationId: ended.eventId };
    if (because) await this.autoEnqueue.queue(unit, dependents, because);
  }
}

/** The last event that spoke of the task's status. */
function causeOf({ events }: Outcome): string | undefined {
  return events.findLast((event) => 'task_status' in event.data)?.eventId;
}

async function tell(
  unit: CommandUnit,
  dependents: readonly string[],
  change: { readonly blockerId: string; readonly satisfied: boolean; readonly causationId: string | undefined },
): Promise<void> {
  const { blockerId, satisfied, causationId } = change;
  for (const id of dependents) {
    const task = existingTask(await unit.load(taskStream, id));
    if (!task) continue;
    const options = causationId === undefined ? {} : { causationId };
    unit.append(taskStream, id, dependencyChanged(task, blockerId, satisfied), options);
  }
}
