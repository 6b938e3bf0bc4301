import { Injectable } from '@nestjs/common';
import type { CommandContext } from '../../ledger/event.js';
import type { Committed } from '../../ledger/lane/command.js';
import { Lane } from '../../ledger/lane/lane.js';
import type { CommandUnit } from '../../ledger/lane/preparation.js';
import { defaultKey } from '../domain/idempotency.js';
import type { TaskState } from '../domain/task-state.js';
import { RunLookups } from '../lookups/run-lookups.js';
import { TaskLinks } from '../lookups/task-links.js';
import { appendRun, type EnqueuedRun, type EnqueueRequest, prepareEnqueue, replayedRun } from './enqueue.js';
import { type ExpectedSeq, requireSeq, requireTask } from './precondition.js';

/** One of the three operations by which a task goes to work. */
export interface BoundaryOperation {
  readonly action: 'start' | 'publish' | 'approval';
  readonly request: EnqueueRequest;
  readonly context: CommandContext;
  readonly expected: ExpectedSeq | undefined;
  /** What is decided before a run is queued: the task that it makes, or the whole answer. Refuses by throwing. */
  readonly before: (task: TaskState, unit: CommandUnit) => TaskState | EnqueuedRun;
}

/**
 * What start, publish and approve have in common (`tasks.md` 6.6): the key, by default the task's own, is looked up
 * before any state is checked, `If-Match` included, so that a request which is repeated with the same words gets the same
 * answer; and what they decide and the run they queue are one command, both or neither.
 */
@Injectable()
export class ExecutionBoundary {
  constructor(
    private readonly lane: Lane,
    private readonly lookups: RunLookups,
    private readonly links: TaskLinks,
  ) {}

  execute({ action, request, context, expected, before }: BoundaryOperation): Promise<Committed<EnqueuedRun>> {
    const { task_id, idempotency_key = defaultKey(action, task_id) } = request;
    const keyed = { ...request, idempotency_key };
    return this.lane.execute<EnqueuedRun>({
      name: `${action}_task`,
      context,
      prepare: (unit) => prepareEnqueue(unit, this.lookups, keyed, context, this.links),
      execute: async (unit) => {
        const task = await requireTask(unit, task_id);
        const replayed = await replayedRun(unit, this.lookups, task, keyed);
        if (replayed) return replayed;
        requireSeq(task, expected);
        const decided = before(task, unit);
        return 'run' in decided ? decided : appendRun(unit, this.lookups, decided, keyed);
      },
    });
  }
}
