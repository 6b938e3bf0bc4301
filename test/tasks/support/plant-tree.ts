import type { CommandBus } from '@nestjs/cqrs';
import type { CommandContext } from '../../../src/ledger/event.js';
import { newId } from '../../../src/ledger/identifiers.js';
import { CreateChildTask } from '../../../src/tasks/commands/create-child-task.js';
import { CreateTask, type NewTask } from '../../../src/tasks/commands/create-task.js';
import { EnqueueRun } from '../../../src/tasks/commands/enqueue-run.js';

export const CONTEXT: CommandContext = {
  actor: { kind: 'human', ref: 'local-user' },
  origin: { kind: 'http', ref: 'test' },
  correlationId: 'test',
};

/** Children of a task of the tree; with so many, 2,000 tasks are four levels. */
const CHILDREN = 20;
/** Commands under way at once. */
const WAVE = 500;

export interface Planting {
  readonly size: number;
  /** None: global tasks. */
  readonly workspaceId?: string;
  /** The first so many, the root first, get no run. */
  readonly idle?: number;
}

/** A tree of tasks with queued runs; made by commands, many of them a flush. The ids come level by level. */
export async function plantTree(
  commands: CommandBus,
  { size, workspaceId, idle = 0 }: Planting,
): Promise<{ rootId: string; ids: string[] }> {
  const ids = Array.from({ length: size }, () => newId('task'));
  const [rootId = ''] = ids;
  const task = (id: string): NewTask => newTask(id, workspaceId);
  await commands.execute(new CreateTask(task(rootId), CONTEXT));
  const parentOf = (n: number): number => Math.floor((n - 1) / CHILDREN);
  // Parents come before their children: a wave never reaches further than the children of those before it.
  for (let from = 1; from < size;) {
    const to = Math.min(size, from + WAVE, (from - 1) * CHILDREN + CHILDREN + 1);
    const wave = ids.slice(from, to).map((id, i) => ({ ...task(id), parent_task_id: ids[parentOf(from + i)] ?? '' }));
    await Promise.all(wave.map((one) => commands.execute(new CreateChildTask(one, CONTEXT))));
    from = to;
  }
  for (let from = idle; from < size; from += WAVE) {
    const wave = ids.slice(from, from + WAVE);
    await Promise.all(wave.map((task_id) => commands.execute(new EnqueueRun({ task_id }, CONTEXT))));
  }
  return { rootId, ids };
}

function newTask(id: string, workspaceId: string | undefined): NewTask {
  return {
    id,
    scope: workspaceId === undefined ? 'global' : 'workspace',
    ...(workspaceId === undefined ? {} : { workspace_id: workspaceId }),
    title: `Task ${id}`,
    priority: 'medium',
    max_attempts: 3,
    auto_enqueue_on_ready: false,
    draft: false,
    approval_policy: 'none',
  };
}
