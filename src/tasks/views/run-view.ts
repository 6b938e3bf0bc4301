import type { InlineView, RowSink, StreamChange } from '../../ledger/lane/inline-view.js';
import type { Recorded } from '../../ledger/stream-type.js';
import { runOfDerivedChannel } from '../domain/coordination-channel.js';
import { claimKeyNamespace, idempotencyNamespace } from '../domain/idempotency.js';
import type { TaskEvent } from '../domain/task-events.js';
import type { RunState, TaskState, TaskStream } from '../domain/task-state.js';
import { TASK_DOCUMENTS } from './task-tables.js';
import { COORDINATION_CHANNELS, IDEMPOTENCY_KEYS, type RunRow, RUNS } from './run-tables.js';

/** The run view: one row a run, its documents, the idempotency keys that made it, and its coordination channel. */
export const runView: InlineView<TaskStream, TaskEvent> = {
  name: 'run',
  version: 1,
  category: 'task',
  tables: [RUNS, IDEMPOTENCY_KEYS, COORDINATION_CHANNELS, TASK_DOCUMENTS],

  project({ before, after, events }: StreamChange<TaskStream, TaskEvent>, rows: RowSink): void {
    if (after === null) return;
    const known = new Map(before?.runs.map((run) => [run.id, run]));
    for (const run of after.runs) if (known.get(run.id) !== run) rows.put(RUNS, runRow(after.id, run));
    for (const event of events) projectDocuments(after, event, rows);
  },
};

function projectDocuments(task: TaskState, event: Recorded<TaskEvent>, rows: RowSink): void {
  if (event.type === 'task.run_enqueued') {
    projectEnqueued(task, event, rows);
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
    rows.put(TASK_DOCUMENTS, { owner_id: event.data.run_id, name: 'error', value: event.data.error });
  }
}

function projectEnqueued(
  task: TaskState,
  event: Recorded<Extract<TaskEvent, { type: 'task.run_enqueued' }>>,
  rows: RowSink,
): void {
  const { data, origin } = event;
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
  };
}
