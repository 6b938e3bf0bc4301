import type { CommandContext, Origin } from '../../ledger/event.js';
import { fingerprint } from '../../ledger/fingerprint.js';
import { newId } from '../../ledger/identifiers.js';
import type { AppendOptions, CommandUnit, Preparation } from '../../ledger/lane/preparation.js';
import { Rejection } from '../../ledger/rejection.js';
import { type EnqueueRun, enqueueRun } from '../domain/decide/enqueue-run.js';
import { idempotencyNamespace } from '../domain/idempotency.js';
import { existingTask, findRun, type RunState, type TaskState } from '../domain/task-state.js';
import { taskStream } from '../domain/task-stream.js';
import { idempotencyKey, type RunLookups } from '../lookups/run-lookups.js';
import type { TaskLinks } from '../lookups/task-links.js';

/** The outcome of a request for a run: a new one, or the one that its key made before. */
export interface EnqueuedRun {
  readonly task: TaskState;
  readonly run: RunState;
  readonly replayed: boolean;
}

export type EnqueueRequest = Omit<EnqueueRun, 'request_fingerprint'>;

/**
 * Loads the task, and what its key and channel are bound to; with `links` also those who have to wait again when a
 * completed task gets another run.
 */
export async function prepareEnqueue(
  unit: Preparation,
  lookups: RunLookups,
  request: EnqueueRequest,
  { origin }: Pick<CommandContext, 'origin'>,
  links?: TaskLinks,
): Promise<void> {
  const task = existingTask(await unit.load(taskStream, request.task_id));
  if (!task) return;
  if (task.status === 'completed') await links?.loadDependents(unit, task.id);
  if (request.idempotency_key !== undefined) {
    const scope = idempotencyNamespace(task.workspace_id, request.idempotency_key, origin);
    await unit.get(lookups.boundKeys, idempotencyKey(scope));
  }
  await lookups.channelUser(unit, task, request.network_channel ?? task.network_channel);
}

/**
 * The run that the request's key already made, undefined when it made none. A key bound to another task is refused:
 * `idempotency_key_bound` (`runs.md` 2.2).
 */
export async function replayedRun(
  unit: CommandUnit,
  lookups: RunLookups,
  task: TaskState,
  request: EnqueueRequest,
  origin: Origin = unit.context.origin,
): Promise<EnqueuedRun | undefined> {
  if (request.idempotency_key === undefined) return undefined;
  const scope = idempotencyNamespace(task.workspace_id, request.idempotency_key, origin);
  const bound = await unit.get(lookups.boundKeys, idempotencyKey(scope));
  if (!bound) return undefined;
  const run = bound.task_id === task.id ? findRun(task, bound.run_id) : undefined;
  if (!run) throw new Rejection('idempotency_key_bound', 'idempotency_key is already bound to another task');
  return { task, run, replayed: true };
}

/** Appends the new run to a loaded task. */
export async function appendRun(
  unit: CommandUnit,
  lookups: RunLookups,
  task: TaskState,
  request: EnqueueRequest,
  options: AppendOptions = {},
): Promise<EnqueuedRun> {
  const runId = newId('run');
  const channelUser = await lookups.channelUser(unit, task, request.network_channel ?? task.network_channel);
  const decision = enqueueRun(task, completed(request), {
    run_id: runId,
    number: unit.nextPosition,
    now: unit.now,
    ...(channelUser === undefined ? {} : { channel_workspace_id: channelUser }),
  });
  const state = existingTask(unit.append(taskStream, task.id, decision, options));
  const run = state && findRun(state, runId);
  if (!state || !run) throw new Error(`run ${runId} is missing after it was enqueued`);
  return { task: state, run, replayed: false };
}

function completed(request: EnqueueRequest): EnqueueRun {
  if (request.idempotency_key === undefined) return request;
  const { network_channel, metadata } = request;
  return { ...request, request_fingerprint: fingerprint({ network_channel, metadata }) };
}
