import type { InlineView, RowSink, StreamChange } from '../../ledger/lane/inline-view.js';
import type { Recorded } from '../../ledger/stream-type.js';
import { runOfDerivedChannel } from '../domain/coordination-channel.js';
import { claimKeyNamespace, idempotencyNamespace } from '../domain/idempotency.js';
import { isOpen } from '../domain/run-status.js';
import { isRunCreation, type RunCreation } from '../domain/run-events.js';
import type { TaskEvent } from '../domain/task-events.js';
import { existingTask, type RunState, type TaskState, type TaskStream } from '../domain/task-state.js';
import { TASK_DOCUMENTS } from './task-tables.js';
import { COORDINATION_CHANNELS, IDEMPOTENCY_KEYS, type RunRow, RUNS, SESSION_STOPS } from './run-tables.js';

/** The run view: one row a run, its documents, the idempotency keys that made it, and its coordination channel. */
export const runView: InlineView<TaskStream, TaskEvent> = {
  name: 'run',
  version: 1,
  category: 'task',
  tables: [RUNS, IDEMPOTENCY_KEYS, COORDINATION_CHANNELS, TASK_DOCUMENTS, SESSION_STOPS],

  project(change: StreamChange<TaskStream, TaskEvent>, rows: RowSink): void {
    const before = existingTask(change.before);
    const after = existingTask(change.after);
    if (!after) {
      if (before) removeRuns(before, rows);
      return;
    }
    const known = new Map(before?.runs.map((run) => [run.id, run]));
    for (const run of after.runs) {
      const was = known.get(run.id);
      if (was === run) continue;
      rows.put(RUNS, runRow(after.id, run));
      projectSessionStop(after.id, was, run, rows);
    }
    for (const event of change.events) projectDocuments(after, event, rows);
    removeError(
      before?.runs.find((run) => isOpen(run.status)),
      change.events,
      rows,
    );
  },
};

/**
 * A run that is canceled loses its error text, which an open one has only while it needs attention. Most have none, and
 * a tree has thousands: what cannot be there is not looked for.
 */
function removeError(was: RunState | undefined, events: readonly Recorded<TaskEvent>[], rows: RowSink): void {
  const canceled = events.filter((event) => event.type === 'task.run_canceled').map(({ data }) => data.run_id);
  for (const run_id of canceled) {
    const alone = events.filter(({ data }) => 'run_id' in data && data.run_id === run_id).length === 1;
    if (alone && was?.id === run_id && was.status !== 'needs_attention') continue;
    rows.remove(TASK_DOCUMENTS, { owner_id: run_id, name: 'error' });
  }
}

function projectSessionStop(taskId: string, was: RunState | undefined, run: RunState, rows: RowSink): void {
  if (was?.session_stop && !run.session_stop) rows.remove(SESSION_STOPS, { run_id: run.id });
  if (was?.session_stop || !run.session_stop) return;
  rows.put(SESSION_STOPS, {
    run_id: run.id,
    task_id: taskId,
    session_id: run.session_id ?? '',
    requested_at: run.ended_at ?? run.queued_at,
  });
}

function removeRuns(task: TaskState, rows: RowSink): void {
  for (const run of task.runs) {
    rows.remove(RUNS, { id: run.id });
    if (run.session_stop) rows.remove(SESSION_STOPS, { run_id: run.id });
    for (const name of ['metadata', 'result', 'error'] as const) {
      rows.remove(TASK_DOCUMENTS, { owner_id: run.id, name });
    }
    if (run.idempotency_key === undefined) continue;
    rows.remove(IDEMPOTENCY_KEYS, idempotencyNamespace(task.workspace_id, run.idempotency_key, run.origin));
  }
}

function projectDocuments(task: TaskState, event: Recorded<TaskEvent>, rows: RowSink): void {
  if (isRunCreation(event)) {
    projectCreated(task, event, rows);
  } else if (event.type === 'task.run_claimed' && event.data.claim_key !== undefined) {
    rows.put(IDEMPOTENCY_KEYS, {
      ...claimKeyNamespace(event.data.session_id ?? '', event.data.claim_key),
      task_id: task.id,
      run_id: event.data.run_id,
      fingerprint: event.data.claim_token_hash ?? null,
    });
  } else if (event.type === 'task.run_completed' && event.data.result !== undefined) {
    rows.put(TASK_DOCUMENTS, { owner_id: event.data.run_id, name: 'result', value: event.data.result });
  } else if (event.type === 'task.run_failed') {
    projectError(event.data.run_id, event.data.error, rows);
  } else if (event.type === 'task.run_operator_forced_fail') {
    projectError(event.data.run_id, event.data.reason, rows);
  } else if (event.type === 'task.run_needs_attention') {
    projectError(event.data.run_id, event.data.diagnostic, rows);
  }
}

function projectError(runId: string, error: string | undefined, rows: RowSink): void {
  if (error === undefined) rows.remove(TASK_DOCUMENTS, { owner_id: runId, name: 'error' });
  else rows.put(TASK_DOCUMENTS, { owner_id: runId, name: 'error', value: error });
}

function projectCreated(task: TaskState, event: Recorded<RunCreation>, rows: RowSink): void {
  const { data, origin } = event;
  if (event.type === 'task.run_recovered_from_attention')
    projectError(event.data.source_run_id, event.data.reason, rows);
  if (data.metadata !== undefined) {
    rows.put(TASK_DOCUMENTS, { owner_id: data.run_id, name: 'metadata', value: data.metadata });
  }
  if (data.idempotency_key !== undefined) {
    rows.put(IDEMPOTENCY_KEYS, {
      ...idempotencyNamespace(task.workspace_id, data.idempotency_key, origin),
      task_id: task.id,
      run_id: data.run_id,
      fingerprint: data.request_fingerprint ?? null,
    });
  }
  const channel = data.coordination_channel_id;
  if (channel === undefined || task.workspace_id === undefined || runOfDerivedChannel(channel) === data.run_id) return;
  rows.put(COORDINATION_CHANNELS, {
    id: channel,
    workspace_id: task.workspace_id,
    purpose: 'task_run_coordination',
    created_by: `${origin.kind}:${origin.ref}`,
    created_at: event.recordedAt,
  });
}

export function runRow(taskId: string, run: RunState): RunRow {
  return {
    id: run.id,
    number: run.number,
    task_id: taskId,
    status: run.status,
    attempt: run.attempt,
    previous_run_id: run.previous_run_id ?? null,
    failure_kind: run.failure_kind ?? null,
    claimed_by_kind: run.claimed_by?.kind ?? null,
    claimed_by_ref: run.claimed_by?.ref ?? null,
    session_id: run.session_id ?? null,
    origin_kind: run.origin.kind,
    origin_ref: run.origin.ref,
    idempotency_key: run.idempotency_key ?? null,
    network_channel: run.network_channel ?? null,
    coordination_channel_id: run.coordination_channel_id ?? null,
    claim_token_hash: run.claim_token_hash ?? null,
    lease_epoch: run.lease_epoch,
    lease_until: run.lease_until ?? null,
    heartbeat_at: run.heartbeat_at ?? null,
    queued_at: run.queued_at,
    claimed_at: run.claimed_at ?? null,
    started_at: run.started_at ?? null,
    ended_at: run.ended_at ?? null,
    last_progress_at: run.last_progress_at ?? null,
    usage: run.usage ?? null,
    workflow_id: run.workflow_id ?? null,
    reviewed_run_id: run.reviewed_run_id ?? null,
  };
}
