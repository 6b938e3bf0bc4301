import type { Recorded } from '../../ledger/stream-type.js';
import type { RunCanceled, RunClaimed, RunEnqueued, RunEvent, RunProgress } from './task-events.js';
import type { RunState, Usage } from './task-state.js';

/** The run that an event creates. Its origin is that of the event, its queue time the event's (`runs.md` 1.1). */
export function enqueuedRun(event: Recorded<Extract<RunEvent, { type: 'task.run_enqueued' }>>): RunState {
  const { data } = event;
  return {
    id: data.run_id,
    number: data.number,
    attempt: data.attempt,
    status: 'queued',
    origin: event.origin,
    queued_at: event.recordedAt,
    lease_epoch: 0,
    ...defined<RunEnqueued>(data, [
      'previous_run_id',
      'idempotency_key',
      'network_channel',
      'coordination_channel_id',
      'workflow_id',
    ]),
    ...(data.metadata === undefined ? {} : { has_metadata: true }),
  };
}

/** The run after one of its events; other events leave it as it is. */
export function evolveRun(run: RunState, event: Recorded<RunEvent>): RunState {
  switch (event.type) {
    case 'task.run_enqueued':
      return run;
    case 'task.run_claimed':
      return claimedRun(run, event.data, event.recordedAt);
    case 'task.run_lease_extended':
      return { ...run, lease_until: event.data.lease_until, heartbeat_at: event.data.heartbeat_at };
    case 'task.run_lease_expired':
    case 'task.run_released':
      return requeuedRun(run);
    case 'task.run_completed':
      return endedRun(run, 'completed', event.recordedAt);
    case 'task.run_failed':
      return endedRun(run, 'failed', event.recordedAt);
    case 'task.run_canceled':
      return canceledRun(run, event.data, event.recordedAt);
    case 'task.run_force_stopped':
      return stoppedRun(run);
    case 'task.run_progress':
      return progressedRun(run, event.data, event.recordedAt);
  }
}

function claimedRun(run: RunState, data: RunClaimed, now: string): RunState {
  const leased = data.claim_token_hash !== undefined;
  return {
    ...run,
    status: 'claimed',
    claimed_by: data.claimed_by,
    claimed_at: now,
    lease_epoch: data.lease_epoch ?? run.lease_epoch,
    ...(leased ? { heartbeat_at: now } : {}),
    ...defined<RunClaimed>(data, ['session_id', 'claim_token_hash', 'lease_until', 'claim_key']),
  };
}

/** Back in the queue: everything of the claim is gone; id, attempt, queue time, metadata and key stay (`runs.md` 3.9). */
function requeuedRun(run: RunState): RunState {
  const {
    claimed_by: _claimedBy,
    session_id: _session,
    claim_token_hash: _hash,
    claim_key: _key,
    lease_until: _until,
    heartbeat_at: _heartbeat,
    claimed_at: _claimed,
    started_at: _started,
    ended_at: _ended,
    ...kept
  } = run;
  return { ...kept, status: 'queued' };
}

/** Session, claimer and hash stay as fencing history (`runs.md` 3.7, 3.14). */
function endedRun(run: RunState, status: 'completed' | 'failed' | 'canceled', now: string): RunState {
  const { lease_until: _until, heartbeat_at: _heartbeat, ...kept } = run;
  return { ...kept, status, ended_at: now };
}

/** The stop of its session is owed from here on, until `task.run_force_stopped`. */
function canceledRun(run: RunState, data: RunCanceled, now: string): RunState {
  const ended = endedRun(run, 'canceled', now);
  if (data.cooperative_stop_requested !== true || run.session_id === undefined) return ended;
  return { ...ended, session_stop: defined<RunCanceled>(data, ['propagated_from_task_id']) };
}

function stoppedRun(run: RunState): RunState {
  const { session_stop: _owed, ...kept } = run;
  return kept;
}

function progressedRun(run: RunState, data: RunProgress, now: string): RunState {
  return {
    ...run,
    last_progress_at: now,
    ...(data.usage ? { usage: addUsage(run.usage ?? {}, data.usage) } : {}),
  };
}

const COUNTERS = ['input_tokens', 'output_tokens', 'total_cost', 'tool_calls', 'turns'] as const;

function addUsage(sum: Usage, more: Usage): Usage {
  const total: Record<string, number | string> = {};
  for (const counter of COUNTERS) {
    if (sum[counter] === undefined && more[counter] === undefined) continue;
    total[counter] = (sum[counter] ?? 0) + (more[counter] ?? 0);
  }
  const currency = sum.cost_currency ?? more.cost_currency;
  return currency === undefined ? total : { ...total, cost_currency: currency };
}

/** The run that projects as the task's current one: claimed, starting or running (`runs.md` 1.3). */
export function currentRunId(runs: readonly RunState[]): string | undefined {
  return runs.find((run) => run.status === 'claimed' || run.status === 'starting' || run.status === 'running')?.id;
}

/** The members of `data` that are there, so that a state never holds a key without a value. */
export function defined<T extends object>(data: T, keys: readonly (keyof T)[]): Partial<T> {
  const picked: Partial<T> = {};
  for (const key of keys) if (data[key] !== undefined) picked[key] = data[key];
  return picked;
}
