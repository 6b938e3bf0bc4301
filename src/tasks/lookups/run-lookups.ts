import { Injectable } from '@nestjs/common';
import type { LaneIndex } from '../../ledger/lane/inline-view.js';
import { LaneLookup, type LaneQuery } from '../../ledger/lane/lookup.js';
import type { Preparation, Staging } from '../../ledger/lane/preparation.js';
import type { Recorded } from '../../ledger/stream-type.js';
import { runOfDerivedChannel } from '../domain/coordination-channel.js';
import { claimKeyNamespace, idempotencyNamespace, type IdempotencyScope } from '../domain/idempotency.js';
import { isActive } from '../domain/run-status.js';
import { isRunCreation, type RunCreation } from '../domain/run-events.js';
import type { TaskEvent } from '../domain/task-events.js';
import { existingTask, findRun, type RunState, type TaskState, type TaskStream } from '../domain/task-state.js';

/** What an idempotency key is bound to. */
export interface BoundRun {
  readonly task_id: string;
  readonly run_id: string;
  /** Fingerprint of the request that bound it; for claims the lease's token hash. */
  readonly fingerprint: string | null;
}

export interface RunPlace {
  readonly task_id: string;
  readonly run_id: string;
}

const TASK_OF_RUN = 'SELECT id, task_id FROM runs WHERE id = ANY($1::text[])';
const ACTIVE_RUN_OF_SESSION =
  'SELECT session_id, task_id, id AS run_id FROM runs WHERE session_id = ANY($1::text[]) ' +
  "AND status IN ('claimed', 'starting', 'running')";
const BOUND_KEYS =
  'SELECT k.lookup, i.task_id, i.run_id, i.fingerprint ' +
  'FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) ' +
  'AS k(lookup, namespace, key, origin_kind, origin_ref) JOIN idempotency_keys i USING (namespace, key, origin_kind, origin_ref)';
const CHANNELS = 'SELECT id, workspace_id FROM coordination_channels WHERE id = ANY($1::text[])';
const DERIVED_CHANNELS =
  'SELECT r.coordination_channel_id AS id, t.workspace_id FROM runs r JOIN tasks t ON t.id = r.task_id ' +
  'WHERE r.id = ANY($1::text[]) AND r.coordination_channel_id IS NOT NULL';

/** What run commands ask across streams, kept right within a flush by the events themselves. */
@Injectable()
export class RunLookups implements LaneIndex<TaskStream, TaskEvent> {
  readonly category = 'task';
  /** Run id to task id; never changes. */
  readonly taskOfRun = new LaneLookup<string>('task of run', readTaskOfRun);
  /** Session id to the run it has claimed, leased or not, expired or not. */
  readonly activeRunOfSession = new LaneLookup<RunPlace>('active run of session', readActiveRuns);
  /** `idempotencyKey(scope)` to the run it made. */
  readonly boundKeys = new LaneLookup<BoundRun>('idempotency keys', readBoundKeys);
  /** Coordination channel id to the workspace that uses it. */
  readonly workspaceOfChannel = new LaneLookup<string>('workspace of channel', readChannels);

  /** The workspace that uses the channel which a run of the task is to have; none where that does not matter. */
  async channelUser(
    unit: Preparation,
    { scope }: Pick<TaskState, 'scope'>,
    channel: string | undefined,
  ): Promise<string | undefined> {
    if (scope !== 'workspace' || channel === undefined) return undefined;
    return unit.get(this.workspaceOfChannel, channel);
  }

  staged(
    change: { readonly before: TaskStream; readonly after: TaskStream; readonly event: Recorded<TaskEvent> },
    unit: Staging,
  ): void {
    const { event } = change;
    const before = existingTask(change.before);
    const after = existingTask(change.after);
    if (before && !after) this.deleted(before, unit);
    if (!after || !('run_id' in event.data)) return;
    const { run_id } = event.data;
    const place = { task_id: after.id, run_id };
    if (isRunCreation(event)) this.created(event, after, unit);
    if (event.type === 'task.run_claimed' && event.data.claim_key !== undefined) {
      const scope = claimKeyNamespace(event.data.session_id ?? '', event.data.claim_key);
      unit.put(this.boundKeys, idempotencyKey(scope), { ...place, fingerprint: event.data.claim_token_hash ?? null });
    }
    this.held(before && findRun(before, run_id), findRun(after, run_id), place, unit);
  }

  private held(was: RunState | undefined, now: RunState | undefined, place: RunPlace, unit: Staging): void {
    const left = was && isActive(was.status) ? was.session_id : undefined;
    const held = now && isActive(now.status) ? now.session_id : undefined;
    if (left === held) return;
    if (left !== undefined) unit.put(this.activeRunOfSession, left, undefined);
    if (held !== undefined) unit.put(this.activeRunOfSession, held, place);
  }

  /** A deleted task takes its runs and the keys that made them with it (`tasks.md` 6.5). */
  private deleted(task: TaskState, unit: Staging): void {
    for (const run of task.runs) {
      unit.put(this.taskOfRun, run.id, undefined);
      if (run.idempotency_key === undefined) continue;
      const scope = idempotencyNamespace(task.workspace_id, run.idempotency_key, run.origin);
      unit.put(this.boundKeys, idempotencyKey(scope), undefined);
    }
  }

  private created(event: Recorded<RunCreation>, task: TaskState, unit: Staging): void {
    const { data, origin } = event;
    unit.put(this.taskOfRun, data.run_id, task.id);
    if (data.idempotency_key !== undefined) {
      const scope = idempotencyNamespace(task.workspace_id, data.idempotency_key, origin);
      const bound = { task_id: task.id, run_id: data.run_id, fingerprint: data.request_fingerprint ?? null };
      unit.put(this.boundKeys, idempotencyKey(scope), bound);
    }
    if (data.coordination_channel_id !== undefined && task.workspace_id !== undefined) {
      unit.put(this.workspaceOfChannel, data.coordination_channel_id, task.workspace_id);
    }
  }
}

/** The lookup key of an idempotency scope. */
export function idempotencyKey(scope: IdempotencyScope): string {
  return JSON.stringify([scope.namespace, scope.key, scope.origin_kind, scope.origin_ref]);
}

async function readTaskOfRun(query: LaneQuery, keys: readonly string[]): Promise<Map<string, string>> {
  const rows = await query<{ id: string; task_id: string }>(TASK_OF_RUN, [keys]);
  return new Map(rows.map((row) => [row.id, row.task_id]));
}

async function readActiveRuns(query: LaneQuery, keys: readonly string[]): Promise<Map<string, RunPlace>> {
  const rows = await query<RunPlace & { session_id: string }>(ACTIVE_RUN_OF_SESSION, [keys]);
  return new Map(rows.map(({ session_id, ...place }) => [session_id, place]));
}

async function readBoundKeys(query: LaneQuery, keys: readonly string[]): Promise<Map<string, BoundRun>> {
  const scopes = keys.map((key) => JSON.parse(key) as string[]);
  const columns = [0, 1, 2, 3].map((i) => scopes.map((scope) => scope[i]));
  const rows = await query<BoundRun & { lookup: string }>(BOUND_KEYS, [keys, ...columns]);
  return new Map(rows.map(({ lookup, ...bound }) => [lookup, bound]));
}

async function readChannels(query: LaneQuery, keys: readonly string[]): Promise<Map<string, string>> {
  const rows = await query<{ id: string; workspace_id: string }>(CHANNELS, [keys]);
  const derived = keys.map(runOfDerivedChannel).filter((run) => run !== undefined);
  if (derived.length > 0) {
    rows.push(...(await query<{ id: string; workspace_id: string }>(DERIVED_CHANNELS, [derived])));
  }
  return new Map(rows.map((row) => [row.id, row.workspace_id]));
}
