import type { CommandContext } from '../../ledger/event.js';
import type { LaneCommand } from '../../ledger/lane/command.js';
import type { UnitOfWork } from '../../ledger/lane/unit-of-work.js';
import type { Rejection } from '../../ledger/rejection.js';
import { inheritPause } from '../domain/decide/pause-task.js';
import type { TaskEvent } from '../domain/task-events.js';
import { effectivePause, existingTask, type TaskState } from '../domain/task-state.js';
import { taskStream } from '../domain/task-stream.js';
import type { TaskLinks } from '../lookups/task-links.js';
import { appended } from './appended.js';
import type { ForceLimits } from './force-limits.js';
import { type ExpectedSeq, requireTask } from './precondition.js';
import { loadSubtree } from './subtree.js';

interface Pausing {
  readonly name: string;
  readonly task_id: string;
  readonly expected: ExpectedSeq | undefined;
  readonly context: CommandContext;
  readonly links: TaskLinks;
  readonly limits: ForceLimits;
  /** What refuses before an agent's operation counts. */
  check?(task: TaskState): Rejection | undefined;
  decide(task: TaskState): TaskEvent[];
}

/** What pause and resume have in common: who is refused when, and what those below inherit, in the same command. */
export function pauseCommand(pausing: Pausing): LaneCommand<TaskState> {
  const { name, task_id, expected, context, links, limits } = pausing;
  let counted = false;
  return {
    name,
    context,
    prepare: (unit) => loadSubtree(unit, links, task_id),
    execute: async (unit) => {
      const task = await requireTask(unit, task_id, expected);
      const refusal = pausing.check?.(task);
      if (refusal) throw refusal;
      // A flush that fails is run again; the caller has asked once.
      if (!counted) limits.count(context.actor, task_id);
      counted = true;
      const changed = appended(unit.append(taskStream, task_id, pausing.decide(task)));
      await handDown(unit, links, changed);
      return changed;
    },
  };
}

/** Tells those below which paused task is now the nearest above them; who is paused itself shields those below it. */
async function handDown(unit: UnitOfWork, links: TaskLinks, root: TaskState): Promise<void> {
  const from = effectivePause(root);
  const above = [root.id];
  // Grows while it is walked: every task whose children inherit from the same one.
  for (const id of above) {
    for (const child of (await unit.get(links.childrenOf, id)) ?? []) {
      const task = existingTask(await unit.load(taskStream, child));
      const events = task ? inheritPause(task, from) : [];
      if (!task || events.length === 0) continue;
      unit.append(taskStream, child, events);
      if (!task.paused) above.push(child);
    }
  }
}
