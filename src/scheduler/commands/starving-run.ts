import type { Lane } from '../../ledger/lane/lane.js';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import type { StarvationFacts, StarvingRun } from '../../tasks/domain/decide/starve-run.js';
import type { TaskEvent } from '../../tasks/domain/task-events.js';
import { existingTask, findRun, type RunState, type TaskStream } from '../../tasks/domain/task-state.js';
import { taskStream } from '../../tasks/domain/task-stream.js';
import { SCHEDULER, schedulerStream } from '../domain/scheduler-stream.js';

/** A run on the starvation ladder, and whose it is. */
export interface StarvingRunOfTask extends StarvingRun {
  readonly task_id: string;
}

interface Step {
  readonly name: string;
  readonly context: CommandContext;
  readonly decide: (stream: TaskStream, starving: StarvingRun, facts: StarvationFacts) => TaskEvent[];
}

/** One step of the ladder; answers the run as it then stands, if there is one. */
export function takeStep(
  lane: Lane,
  starving: StarvingRunOfTask,
  { name, context, decide }: Step,
): Promise<Committed<RunState | undefined>> {
  const { task_id, run_id } = starving;
  return lane.execute<RunState | undefined>({
    name,
    context,
    prepare: async (unit) => {
      await Promise.all([unit.load(taskStream, task_id), unit.load(schedulerStream, SCHEDULER)]);
    },
    execute: async (unit) => {
      const { paused } = await unit.load(schedulerStream, SCHEDULER);
      const events = decide(await unit.load(taskStream, task_id), starving, {
        now: unit.now,
        scheduler_paused: paused,
      });
      const task = existingTask(unit.append(taskStream, task_id, events));
      return task && findRun(task, run_id);
    },
  });
}
