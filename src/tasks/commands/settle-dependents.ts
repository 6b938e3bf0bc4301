import { Injectable, Logger } from '@nestjs/common';
import type { Actor, CommandContext, Origin } from '../../ledger/event.js';
import { fingerprint } from '../../ledger/fingerprint.js';
import { DatabaseFailure } from '../../ledger/lane/connection.js';
import type { LaneReaction, StreamOutcome } from '../../ledger/lane/reaction.js';
import type { CommandUnit } from '../../ledger/lane/preparation.js';
import { Rejection } from '../../ledger/rejection.js';
import { autoEnqueueKey } from '../domain/idempotency.js';
import { dependencyChanged } from '../domain/decide/settle-dependency.js';
import type { TaskEvent } from '../domain/task-events.js';
import { effectivePause, existingTask, type TaskState, type TaskStream } from '../domain/task-state.js';
import { taskStream } from '../domain/task-stream.js';
import { RunLookups } from '../lookups/run-lookups.js';
import { TaskLinks } from '../lookups/task-links.js';
import { appendRun, type EnqueueRequest, prepareEnqueue, replayedRun } from './enqueue.js';

/** Why a dependent may be left as it is without a word (`tasks.md` 7). */
const SKIPPED: ReadonlySet<string> = new Set(['open_run_exists', 'attempts_exhausted', 'idempotency_key_bound']);

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
  private readonly logger = new Logger('auto-enqueue');

  constructor(
    private readonly links: TaskLinks,
    private readonly runs: RunLookups,
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
    if (ended) await this.enqueue(unit, dependents, { task, runId: ended.data.run_id, causationId: ended.eventId });
  }

  /** In the order of the edges. */
  private async enqueue(unit: CommandUnit, dependents: readonly string[], cause: Completion): Promise<void> {
    const planned: Planned[] = [];
    for (const id of dependents) {
      const task = existingTask(await unit.load(taskStream, id));
      if (wantsRun(task)) planned.push(plan(task, cause, unit.context));
    }
    await Promise.all(planned.map(({ request, by }) => prepareEnqueue(unit, this.runs, request, by)));
    for (const one of planned) await this.enqueueOne(unit, one, cause);
  }

  /** Nothing that goes wrong here is the completion's: its worker has done what it had to. */
  private async enqueueOne(unit: CommandUnit, { request, by }: Planned, { causationId }: Completion): Promise<void> {
    try {
      await unit.attempt(async () => {
        const task = existingTask(await unit.load(taskStream, request.task_id));
        if (!task || (await replayedRun(unit, this.runs, task, request, by.origin))) return;
        await appendRun(unit, this.runs, task, request, { ...by, causationId });
      });
    } catch (error) {
      if (error instanceof DatabaseFailure) throw error;
      if (error instanceof Rejection && SKIPPED.has(error.code)) return;
      this.logger.warn(
        `task ${request.task_id} is not queued: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
}

/** The completed run and the event that says so. */
interface Completion {
  readonly task: TaskState;
  readonly runId: string;
  readonly causationId: string;
}

/** A run to be queued, and by whom. */
interface Planned {
  readonly request: EnqueueRequest;
  readonly by: { readonly actor: Actor; readonly origin: Origin };
}

/** Who queues the runs of a workspace when a task elsewhere is completed. */
const ACROSS: Planned['by'] = {
  actor: { kind: 'daemon', ref: 'auto-enqueue' },
  origin: { kind: 'daemon', ref: 'daemon.auto_enqueue' },
};

/**
 * By the actor and the way of the completion (`tasks.md` 7). A workspace is told nothing of another one, nor of what is
 * global (`registries.md` 5): neither who completed the task there, nor by which run.
 */
function plan({ id, workspace_id }: TaskState, { task, runId }: Completion, context: CommandContext): Planned {
  const across = workspace_id !== undefined && workspace_id !== task.workspace_id;
  const idempotency_key = autoEnqueueKey(id, across ? fingerprint(runId) : runId);
  return { request: { task_id: id, idempotency_key }, by: across ? ACROSS : context };
}

function wantsRun(task: TaskState | undefined): task is TaskState {
  return task?.auto_enqueue_on_ready === true && task.status === 'ready' && effectivePause(task) === undefined;
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
