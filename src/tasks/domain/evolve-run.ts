import type { Recorded } from '../../ledger/stream-type.js';
import type { RunReviewEvent, RunReviewRequested } from './review-events.js';
import {
  isRunCreation,
  type NewRun,
  type RunCanceled,
  type RunClaimed,
  type RunCreation,
  type RunEvent,
  type RunProgress,
} from './run-events.js';
import { webhookOf } from './calls-of-runs.js';
import { KEPT_OF_CALL } from './run-call.js';
import type { ReviewOfRun, RunState, TaskState, Usage } from './task-state.js';

/** A task's runs after an event of one of them, or of two: who is recovered ends with it, and untold. */
export function evolveRuns(task: TaskState, event: Recorded<RunEvent>): readonly RunState[] {
  const { runs } = task;
  if (!isRunCreation(event)) {
    return replaced(runs, event.data.run_id, (run) => withUntold(task, evolveRun(run, event), event), event.type);
  }
  const before =
    event.type === 'task.run_recovered_from_attention'
      ? replaced(runs, event.data.source_run_id, (run) => givenUpRun(run, event.recordedAt), event.type)
      : runs;
  return [...before, createdRun(event)];
}

function replaced(
  runs: readonly RunState[],
  runId: string,
  change: (run: RunState) => RunState,
  type: string,
): readonly RunState[] {
  const at = runs.findIndex((run) => run.id === runId);
  const run = runs[at];
  if (!run) throw new Error(`${type} names run ${runId}, which its task does not have`);
  return runs.with(at, change(run));
}

/** The run that an event creates. Its origin is that of the event, its queue time the event's (`runs.md` 1.1). */
function createdRun(event: Recorded<RunCreation>): RunState {
  const { data } = event;
  return {
    id: data.run_id,
    number: data.number,
    attempt: data.attempt,
    status: 'queued',
    origin: event.origin,
    queued_at: event.recordedAt,
    lease_epoch: 0,
    ...defined<NewRun>(data, [
      'previous_run_id',
      'idempotency_key',
      'network_channel',
      'coordination_channel_id',
      'workflow_id',
      ...KEPT_OF_CALL,
    ]),
    ...(event.type === 'task.run_review_retry_enqueued' ? { reviewed_run_id: event.data.source_run_id } : {}),
    ...(data.metadata === undefined ? {} : { has_metadata: true }),
  };
}

const ENDS: ReadonlySet<string> = new Set<RunEvent['type']>([
  'task.run_completed',
  'task.run_failed',
  'task.run_canceled',
  'task.run_operator_forced_fail',
]);

/** From its end on it has to be told of, where somebody wants to know. */
function withUntold(task: TaskState, run: RunState, event: Recorded<RunEvent>): RunState {
  if (!ENDS.has(event.type)) return run;
  const untold = webhookOf(task, run);
  return untold === undefined ? run : { ...run, untold };
}

/** The run after one of its events. */
function evolveRun(run: RunState, event: Exclude<Recorded<RunEvent>, RunCreation>): RunState {
  if (isReviewEvent(event)) return reviewedRun(run, event);
  if (isReport(event)) return reportedRun(run, event);
  switch (event.type) {
    case 'task.run_claimed':
      return claimedRun(run, event.data, event.recordedAt);
    case 'task.run_starting':
      return { ...run, status: 'starting', starting_since: event.recordedAt };
    case 'task.run_session_bound':
      return { ...withoutStart(run), status: 'starting', session_id: event.data.session_id };
    case 'task.run_started':
      return timedByStart({ ...withoutStart(run), status: 'running', started_at: event.recordedAt }, event.recordedAt);
    case 'task.run_lease_extended':
      return { ...run, lease_until: event.data.lease_until, heartbeat_at: event.data.heartbeat_at };
    case 'task.run_lease_expired':
      return withExpiry(requeuedRun(run));
    case 'task.run_released':
      return requeuedRun(run);
    case 'task.run_completed':
      return endedRun(run, 'completed', event.recordedAt);
    case 'task.run_failed':
      return endedRun(run, 'failed', event.recordedAt);
    case 'task.run_operator_forced_fail':
      return forcedRun(run, event.recordedAt);
    case 'task.run_canceled':
      return canceledRun(run, event.data, event.recordedAt);
    case 'task.run_force_stopped':
      return stoppedRun(run);
    case 'task.run_recovered':
      return event.data.action === 'requeue' ? requeuedRun(run) : run;
    case 'task.run_starved':
      return { ...run, starved: true };
    case 'task.run_needs_attention':
      return { ...run, status: 'needs_attention' };
    case 'task.run_rejected':
      return run;
  }
}

function isReviewEvent<E extends { readonly type: string }>(event: E): event is Extract<E, RunReviewEvent> {
  return event.type.startsWith('task.run_review_');
}

/** A review changes nothing of its run, which only knows which one it has. */
function reviewedRun(run: RunState, event: RunReviewEvent): RunState {
  return event.type === 'task.run_review_requested' ? { ...run, review: reviewOf(event.data) } : run;
}

function reviewOf({ review_id, review_round, attempt }: RunReviewRequested): ReviewOfRun {
  return { id: review_id, review_round, attempt };
}

/** Its time of starving is over: should it be queued again, that is a new one (`runs.md` 8.1). */
function claimedRun(queued: RunState, data: RunClaimed, now: string): RunState {
  const run = withoutStarving(queued);
  const leased = data.claim_token_hash !== undefined;
  return {
    ...run,
    status: 'claimed',
    claimed_by: data.claimed_by,
    claimed_at: now,
    lease_epoch: data.lease_epoch ?? run.lease_epoch,
    ...(leased ? { heartbeat_at: now } : {}),
    ...(run.session_timeout !== undefined && run.timed_from === undefined ? { timed_from: now } : {}),
    ...defined<RunClaimed>(data, ['session_id', 'claim_token_hash', 'lease_until', 'claim_key']),
  };
}

/** The first start sets the clock anew, and no other does (`http.md` 15). */
function timedByStart(run: RunState, now: string): RunState {
  if (run.session_timeout === undefined || run.timed_by_start === true) return run;
  return { ...run, timed_from: now, timed_by_start: true };
}

function withoutStarving(run: RunState): RunState {
  if (run.starved === undefined) return run;
  const { starved: _starved, ...kept } = run;
  return kept;
}

/** A session has it, or nobody will have it any more. */
function withoutStart(run: RunState): RunState {
  if (run.starting_since === undefined) return run;
  const { starting_since: _starting, ...kept } = run;
  return kept;
}

/** Back in the queue: everything of the claim is gone but its epoch; id, attempt, queue time, metadata and key stay (`runs.md` 3.9). */
function requeuedRun(run: RunState): RunState {
  const {
    claimed_by: _claimedBy,
    session_id: _session,
    claim_token_hash: _hash,
    claim_key: _key,
    lease_until: _until,
    heartbeat_at: _heartbeat,
    claimed_at: _claimed,
    starting_since: _starting,
    started_at: _started,
    ended_at: _ended,
    ...kept
  } = run;
  return { ...kept, status: 'queued' };
}

/** Counted where somebody asks for it (`http.md` 12). */
function withExpiry(run: RunState): RunState {
  return run.purpose === undefined ? run : { ...run, lease_expiries: (run.lease_expiries ?? 0) + 1 };
}

/** Session, claimer and hash stay as fencing history (`runs.md` 3.7, 3.14). */
function endedRun(run: RunState, status: 'completed' | 'failed' | 'canceled', now: string): RunState {
  const { lease_until: _until, heartbeat_at: _heartbeat, ...kept } = withoutStart(run);
  return { ...kept, status, ended_at: now };
}

/** Failed by an operator: the lease and its hash are gone, session and claimer stay (`runs.md` 3.17). */
function forcedRun(run: RunState, now: string): RunState {
  const { claim_token_hash: _hash, ...kept } = endedRun(run, 'failed', now);
  return { ...kept, failure_kind: 'operator_forced' };
}

/** The source of a recovery (`runs.md` 3.19). */
function givenUpRun(run: RunState, now: string): RunState {
  return { ...endedRun(run, 'failed', now), failure_kind: 'operator_forced' };
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

type ReportType =
  'task.run_progress' | 'task.run_result_rejected' | 'task.run_webhook_delivered' | 'task.run_webhook_failed';
type Report = Recorded<Extract<RunEvent, { type: ReportType }>>;

const REPORTS: ReadonlySet<string> = new Set<ReportType>([
  'task.run_progress',
  'task.run_result_rejected',
  'task.run_webhook_delivered',
  'task.run_webhook_failed',
]);

function isReport<E extends { readonly type: string }>(event: E): event is Extract<E, { type: ReportType }> {
  return REPORTS.has(event.type);
}

/** What is said of it and changes no status. */
function reportedRun(run: RunState, event: Report): RunState {
  if (event.type === 'task.run_progress') return progressedRun(run, event.data, event.recordedAt);
  if (event.type === 'task.run_result_rejected') return { ...run, result_rejections: event.data.rejection_count };
  const { untold: _told, ...kept } = run;
  return kept;
}

function progressedRun(run: RunState, data: RunProgress, now: string): RunState {
  return {
    ...run,
    last_progress_at: now,
    ...(data.index === undefined ? {} : { has_steps: true }),
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
