import type { CommandContext } from '../../ledger/event.js';
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

export type EnqueueRequest = Omit<EnqueueRun, 'request_fingerprint' | 'workflow_id'>;

/**
 * Loads the task, and what its key and channel are bound to; with `links` also those who have to wait again when a
 * completed task gets another run.
 */
export async function prepareEnqueue(
  unit: Preparation,
  lookups: RunLookups,
  request: EnqueueRequest,
  context: CommandContext,
  links?: TaskLinks,
): Promise<void> {
  const task = existingTask(await unit.load(taskStream, request.task_id));
  if (!task) return;
  if (task.status === 'completed') await links?.loadDependents(unit, task.id);
  if (request.idempotency_key !== undefined) {
    const scope = idempotencyNamespace(task.workspace_id, request.idempotency_key, context.origin);
    await unit.get(lookups.boundKeys, idempotencyKey(scope));
  }
  const channel = request.network_channel ?? task.network_channel;
  if (task.scope === 'workspace' && channel !== undefined) await unit.get(lookups.workspaceOfChannel, channel);
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
): Promise<EnqueuedRun | undefined> {
  if (request.idempotency_key === undefined) return undefined;
  const scope = idempotencyNamespace(task.workspace_id, request.idempotency_key, unit.context.origin);
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
  const channel = request.network_channel ?? task.network_channel;
  const channelWorkspace =
    task.scope === 'workspace' && channel !== undefined
      ? await unit.get(lookups.workspaceOfChannel, channel)
      : undefined;
  const decision = enqueueRun(task, completed(request), {
    run_id: runId,
    number: unit.nextPosition,
    now: unit.now,
    ...(channelWorkspace === undefined ? {} : { channel_workspace_id: channelWorkspace }),
  });
  const state = existingTask(unit.append(taskStream, task.id, decision, options));
  const run = state && findRun(state, runId);
  if (!state || !run) throw new Error(`run ${runId} is missing after it was enqueued`);
  return { task: state, run, replayed: false };
}

function completed(request: EnqueueRequest): EnqueueRun {
  const workflowId = workflowIdOf(request.metadata);
  const { network_channel, metadata } = request;
  return {
    ...request,
    ...(request.idempotency_key === undefined
      ? {}
      : { request_fingerprint: fingerprint({ network_channel, metadata }) }),
    ...(workflowId === undefined ? {} : { workflow_id: workflowId }),
  };
}

/** The string `workflow_id` of a run's metadata, bounded as a name (`runs.md` 2.5). */
function workflowIdOf(metadata: unknown): string | undefined {
  if (typeof metadata !== 'object' || metadata === null || !('workflow_id' in metadata)) return undefined;
  const { workflow_id } = metadata;
  return typeof workflow_id === 'string' && workflow_id.length > 0 && workflow_id.length <= 256
    ? workflow_id
    : undefined;
}
