import type { Json } from '../../../ledger/event.js';
import { Rejection } from '../../../ledger/rejection.js';
import { coordinationChannelId } from '../coordination-channel.js';
import type { RunCall } from '../run-call.js';
import type { NewRun } from '../run-events.js';
import { isOpen } from '../run-status.js';
import type { RunState, TaskState } from '../task-state.js';
import { attemptsExhausted, deriveStatus, nextAttempt } from '../task-status.js';

/** What may be said of a new run by whoever asks for it. */
export interface RunWords {
  /** Unless given, the task's. */
  readonly network_channel?: string;
  readonly metadata?: Json;
  /** Set when a compatibility front asks. */
  readonly call?: RunCall;
}

export interface NewRunFacts {
  readonly run_id: string;
  /** The run's integer alias, unique over all runs. */
  readonly number: number;
  readonly now: string;
  /** The workspace that already uses the run's network channel, if any. */
  readonly channel_workspace_id?: string;
}

/** Draft and canceled tasks take no runs; blocked ones do, their runs wait (`tasks.md` 4.5). */
export function refuseUnlessEnqueueable(task: TaskState): Rejection | undefined {
  if (task.status !== 'draft' && task.status !== 'canceled') return undefined;
  return new Rejection('task_not_executable', `task ${task.id} is ${task.status} and takes no runs`);
}

/**
 * One more run of a task, as every event that creates one tells it. Refused in this order: a draft or canceled task
 * (`task_not_executable`), one open run per task (`open_run_exists`), no attempts left (`attempts_exhausted`, unless the
 * call is exempt), a channel taken by another workspace (`channel_in_other_workspace`).
 */
export function newRun(task: TaskState, words: RunWords, facts: NewRunFacts): NewRun | Rejection {
  const refusal = refuseUnlessEnqueueable(task) ?? refuseOpenRun(task) ?? refuseExhausted(task, words);
  if (refusal) return refusal;
  const channel = words.network_channel ?? task.network_channel;
  const coordination = coordinationChannelId(task, facts.run_id, channel);
  const user = facts.channel_workspace_id;
  if (coordination !== undefined && user !== undefined && user !== task.workspace_id) {
    return new Rejection('channel_in_other_workspace', `channel ${coordination} belongs to another workspace`);
  }
  const workflowId = workflowIdOf(words.metadata);
  return {
    run_id: facts.run_id,
    number: facts.number,
    attempt: nextAttempt(task.runs),
    task_status: statusWithQueued(task, facts),
    ...(channel === undefined ? {} : { network_channel: channel }),
    ...(coordination === undefined ? {} : { coordination_channel_id: coordination }),
    ...(words.metadata === undefined ? {} : { metadata: words.metadata }),
    ...(workflowId === undefined ? {} : { workflow_id: workflowId }),
    ...words.call,
  };
}

function refuseOpenRun(task: TaskState): Rejection | undefined {
  const open = task.runs.find((run) => isOpen(run.status));
  if (!open) return undefined;
  return new Rejection('open_run_exists', `task ${task.id} already has open run ${open.id} (${open.status})`);
}

function refuseExhausted(task: TaskState, { call }: RunWords): Rejection | undefined {
  if (call?.budget_exempt === true || !attemptsExhausted(task)) return undefined;
  return new Rejection('attempts_exhausted', `task ${task.id} has used its ${task.max_attempts} attempts`);
}

function statusWithQueued(task: TaskState, facts: NewRunFacts): TaskState['status'] {
  const queued: RunState = {
    id: facts.run_id,
    number: facts.number,
    attempt: nextAttempt(task.runs),
    status: 'queued',
    origin: task.origin,
    queued_at: facts.now,
    lease_epoch: 0,
  };
  return deriveStatus({ ...task, runs: [...task.runs, queued] });
}

/** Characters of a workflow's id; a longer one is no name. */
const MAX_WORKFLOW_ID = 256;

/** The string `workflow_id` of a run's metadata, bounded as a name (`runs.md` 2.5). */
function workflowIdOf(metadata: Json | undefined): string | undefined {
  if (typeof metadata !== 'object' || metadata === null || !('workflow_id' in metadata)) return undefined;
  const { workflow_id: id } = metadata;
  return typeof id === 'string' && id.length > 0 && id.length <= MAX_WORKFLOW_ID ? id : undefined;
}
