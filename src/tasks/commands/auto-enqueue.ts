import { Injectable, Logger } from '@nestjs/common';
import type { Actor, CommandContext, Origin } from '../../ledger/event.js';
import { fingerprint } from '../../ledger/fingerprint.js';
import { DatabaseFailure } from '../../ledger/lane/connection.js';
import type { CommandUnit } from '../../ledger/lane/preparation.js';
import { Rejection } from '../../ledger/rejection.js';
import { autoEnqueueKey } from '../domain/idempotency.js';
import { effectivePause, existingTask, type TaskState } from '../domain/task-state.js';
import { taskStream } from '../domain/task-stream.js';
import { RunLookups } from '../lookups/run-lookups.js';
import { appendRun, type EnqueueRequest, prepareEnqueue, replayedRun } from './enqueue.js';

/** Why a dependent may be left as it is without a word (`tasks.md` 7). */
const SKIPPED: ReadonlySet<string> = new Set(['open_run_exists', 'attempts_exhausted', 'idempotency_key_bound']);

/** What frees the dependents: a completed run of their blocker, or the blocker's deletion. */
export interface Freed {
  readonly blocker: Pick<TaskState, 'workspace_id'>;
  /** Names it in the keys of the runs that follow from it. */
  readonly what: string;
  readonly causationId?: string;
}

/** A run to be queued, and by whom. */
interface Planned {
  readonly request: EnqueueRequest;
  readonly by: { readonly actor: Actor; readonly origin: Origin };
}

/** Queues runs of tasks that asked for it, once they wait for nothing any more (`tasks.md` 7). */
@Injectable()
export class AutoEnqueue {
  private readonly logger = new Logger('auto-enqueue');

  constructor(private readonly runs: RunLookups) {}

  /** In the order of `ids`. Nothing that goes wrong here is the command's: whoever freed them has done what it had to. */
  async queue(unit: CommandUnit, ids: readonly string[], freed: Freed): Promise<void> {
    const planned: Planned[] = [];
    for (const id of ids) {
      const task = existingTask(await unit.load(taskStream, id));
      if (wantsRun(task)) planned.push(plan(task, freed, unit.context));
    }
    await Promise.all(planned.map(({ request, by }) => prepareEnqueue(unit, this.runs, request, by)));
    for (const one of planned) await this.queueOne(unit, one, freed);
  }

  private async queueOne(unit: CommandUnit, { request, by }: Planned, { causationId }: Freed): Promise<void> {
    try {
      await unit.attempt(async () => {
        const task = existingTask(await unit.load(taskStream, request.task_id));
        if (!task || (await replayedRun(unit, this.runs, task, request, by.origin))) return;
        await appendRun(unit, this.runs, task, request, causationId === undefined ? by : { ...by, causationId });
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

/** Who queues the runs of a workspace when a task elsewhere frees them. */
const ACROSS: Planned['by'] = {
  actor: { kind: 'daemon', ref: 'auto-enqueue' },
  origin: { kind: 'daemon', ref: 'daemon.auto_enqueue' },
};

/**
 * By the actor and the way of what frees it (`tasks.md` 7). A workspace is told nothing of another one, nor of what is
 * global (`registries.md` 5): neither who did it there, nor by which run.
 */
function plan({ id, workspace_id }: TaskState, { blocker, what }: Freed, context: CommandContext): Planned {
  const across = workspace_id !== undefined && workspace_id !== blocker.workspace_id;
  const idempotency_key = autoEnqueueKey(id, across ? fingerprint(what) : what);
  return { request: { task_id: id, idempotency_key }, by: across ? ACROSS : context };
}

function wantsRun(task: TaskState | undefined): task is TaskState {
  return task?.auto_enqueue_on_ready === true && task.status === 'ready' && effectivePause(task) === undefined;
}
