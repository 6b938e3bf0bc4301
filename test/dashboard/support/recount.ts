/** The dashboard counted anew from the inline views and the log, as `views.md` 1 says it, without regard to the cost. */
import type { DataSource } from 'typeorm';
import type { ActiveRunItem, LatencyStats, QueueDepth, TaskDashboard } from '../../../src/http/schemas/index.js';
import type { RunRow } from '../../../src/tasks/views/run-tables.js';
import type { TaskRow } from '../../../src/tasks/views/task-tables.js';

/** The query of the request. */
export interface Asked {
  readonly scope?: 'global' | 'workspace';
  readonly workspace?: string;
  readonly owner_kind?: string;
  readonly owner_ref?: string;
  readonly network_channel?: string;
  readonly origin_kind?: string;
}

interface EventRow {
  readonly position: number;
  readonly task_id: string;
  readonly type: string;
  readonly recorded_at: string;
  readonly origin_kind: string;
  readonly run_id: string | null;
}

type Task = TaskRow & { readonly edges: number };

interface Ledger {
  readonly tasks: readonly Task[];
  readonly runs: readonly RunRow[];
  readonly events: readonly EventRow[];
  readonly live: ReadonlySet<string>;
}

const MINUTE = 60_000;
const STUCK_AFTER: Readonly<Record<string, number>> = {
  claimed: 5 * MINUTE,
  starting: 5 * MINUTE,
  running: 30 * MINUTE,
};
const ACTIVE = ['queued', 'claimed', 'starting', 'running'];
const STATUSES = ['completed', 'pending', 'in_progress', 'ready', 'blocked', 'failed', 'canceled', 'draft'] as const;
const ZERO = '0001-01-01T00:00:00Z';

export async function readLedger(source: DataSource): Promise<Ledger> {
  const sessions = await source.query<{ session_id: string }[]>(
    "SELECT session_id FROM agent_sessions WHERE state <> 'stopped'",
  );
  return {
    tasks: await source.query<Task[]>(
      'SELECT t.*, (SELECT count(*)::integer FROM task_dependencies d WHERE d.task_id = t.id) AS edges FROM tasks t',
    ),
    runs: await source.query<RunRow[]>('SELECT * FROM runs'),
    events: await source.query<EventRow[]>(
      `SELECT position, substr(stream, 6) AS task_id, type, recorded_at, origin_kind, data->>'run_id' AS run_id
       FROM events WHERE starts_with(stream, 'task:') AND visibility = 'public'`,
    ),
    live: new Set(sessions.map(({ session_id }) => session_id)),
  };
}

export function recount(ledger: Ledger, asked: Asked, now: string): TaskDashboard {
  const tasks = ledger.tasks.filter((task) => isAsked(task, asked));
  const ids = new Map(tasks.map((task) => [task.id, task]));
  const { network_channel, origin_kind } = asked;
  const runs = ledger.runs.filter(
    (run) =>
      ids.has(run.task_id) &&
      (network_channel === undefined || run.network_channel === network_channel) &&
      (origin_kind === undefined || run.origin_kind === origin_kind),
  );
  const events = ledger.events.filter((event) => ids.has(event.task_id));
  return dashboard({ tasks, runs, events, live: ledger.live }, { now, ids, asked });
}

function isAsked(task: Task, asked: Asked): boolean {
  return (
    (asked.scope === undefined || task.scope === asked.scope) &&
    (asked.workspace === undefined || task.workspace_id === asked.workspace) &&
    (asked.owner_kind === undefined || task.owner_kind === asked.owner_kind) &&
    (asked.owner_ref === undefined || task.owner_ref === asked.owner_ref) &&
    (asked.network_channel === undefined || task.network_channel === asked.network_channel) &&
    (asked.origin_kind === undefined || task.origin_kind === asked.origin_kind)
  );
}

interface Frame {
  readonly now: string;
  readonly ids: ReadonlyMap<string, Task>;
  readonly asked: Asked;
}

function dashboard({ tasks, runs, events, live }: Ledger, frame: Frame): TaskDashboard {
  const { now } = frame;
  const totals = totalsOf(tasks, runs);
  const stuck = runs.filter((run) => isStuck(run, now)).length;
  const orphans = runs.filter(
    ({ status, session_id }) =>
      (status === 'starting' || status === 'running') && (session_id === null || !live.has(session_id)),
  ).length;
  const queued = runs.filter((run) => run.status === 'queued');
  const oldest = queued.map((run) => run.queued_at).sort()[0];
  const backlog = oldest !== undefined && ms(oldest, now) >= 10 * MINUTE;
  const health = warn(stuck > 0 || orphans > 0 || backlog);
  const forced_stops = forcedStops(events, runs, frame);
  const latest = [
    ...tasks.flatMap((task) => [task.created_at, task.updated_at, task.closed_at ?? '']),
    ...runs.map(activity),
    ...events.map((event) => event.recorded_at),
  ].reduce((one, other) => (one > other ? one : other), '');
  const depth = depthOf(queued, now);
  const items = itemsOf(runs, frame);
  const breakdown = STATUSES.map((status) => ({ status, count: tasks.filter((task) => task.status === status).length }))
    .filter(({ count }) => count > 0)
    .map(({ status, count }) => ({ status, count, share_percent: Math.round((count * 100) / tasks.length) }));
  const age = latest === '' ? 0 : ms(latest, now);
  const stale = totals.active_runs > 0 && age > 2 * MINUTE;
  return {
    totals,
    cards: {
      in_progress: {
        tasks: totals.in_progress_tasks,
        active_runs: totals.active_runs,
        running_runs: totals.running_runs,
        starting_runs: totals.starting_runs,
        claimed_runs: totals.claimed_runs,
        queued_runs: totals.queued_runs,
        health_status: health,
      },
      blocked: {
        tasks: totals.blocked_tasks,
        awaiting_approval: totals.awaiting_approval_tasks,
        awaiting_dependencies: totals.dependency_blocked_tasks,
        health_status: warn(totals.blocked_tasks > 0),
      },
      failed: {
        tasks: totals.failed_tasks,
        failed_runs: totals.failed_runs,
        forced_stops,
        health_status: warn(totals.failed_tasks + totals.failed_runs + forced_stops > 0),
      },
      latency: {
        claim_latency_ms: latency(runs.flatMap((run) => sample(run.queued_at, run.claimed_at))),
        start_latency_ms: latency(runs.flatMap((run) => sample(run.claimed_at ?? run.queued_at, run.started_at))),
      },
    },
    health: { status: health, stuck_runs: stuck, active_orphan_runs: orphans, queue_backlog: backlog },
    queue: {
      total: queued.length,
      ...(depth.length === 0 ? {} : { depth }),
      oldest_queued_at: oldest ?? ZERO,
      oldest_queue_age_ms: oldest === undefined ? 0 : ms(oldest, now),
      backlog_threshold_ms: 10 * MINUTE,
      backlog_warning: backlog,
      backlog_status: warn(backlog),
    },
    ...(breakdown.length === 0 ? {} : { status_breakdown: breakdown }),
    active_runs: {
      total: totals.active_runs,
      running: totals.running_runs,
      starting: totals.starting_runs,
      claimed: totals.claimed_runs,
      queued: totals.queued_runs,
      ...(items.length === 0 ? {} : { items }),
    },
    freshness: {
      observed_at: now,
      latest_activity_at: latest === '' ? ZERO : latest,
      age_ms: age,
      stale_after_ms: 2 * MINUTE,
      has_live_work: totals.active_runs > 0,
      stale,
      status: latest === '' ? 'empty' : stale ? 'stale' : 'current',
    },
  };
}

function totalsOf(tasks: readonly Task[], runs: readonly RunRow[]): TaskDashboard['totals'] {
  const of = (status: string): number => tasks.filter((task) => task.status === status).length;
  const ran = (status: string): number => runs.filter((run) => run.status === status).length;
  const blocked = tasks.filter((task) => task.status === 'blocked');
  return {
    tasks_total: tasks.length,
    runs_total: runs.length,
    draft_tasks: of('draft'),
    pending_tasks: of('pending'),
    ready_tasks: of('ready'),
    in_progress_tasks: of('in_progress'),
    blocked_tasks: of('blocked'),
    completed_tasks: of('completed'),
    failed_tasks: of('failed'),
    canceled_tasks: of('canceled'),
    awaiting_approval_tasks: blocked.filter((task) => task.approval_state === 'pending').length,
    dependency_blocked_tasks: blocked.filter((task) => task.edges > 0).length,
    queued_runs: ran('queued'),
    claimed_runs: ran('claimed'),
    starting_runs: ran('starting'),
    running_runs: ran('running'),
    completed_runs: ran('completed'),
    failed_runs: ran('failed'),
    canceled_runs: ran('canceled'),
    active_runs: ACTIVE.reduce((sum, status) => sum + ran(status), 0),
  };
}

function forcedStops(events: readonly EventRow[], runs: readonly RunRow[], { now, ids, asked }: Frame): number {
  const channels = new Map(runs.map((run) => [run.id, run.network_channel]));
  return events.filter((event) => {
    if (event.type !== 'task.run_force_stopped' || ms(event.recorded_at, now) > 24 * 60 * MINUTE) return false;
    if (asked.origin_kind !== undefined && event.origin_kind !== asked.origin_kind) return false;
    const channel = channels.has(event.run_id ?? '')
      ? channels.get(event.run_id ?? '')
      : ids.get(event.task_id)?.network_channel;
    return asked.network_channel === undefined || channel === asked.network_channel;
  }).length;
}

function depthOf(queued: readonly RunRow[], now: string): QueueDepth[] {
  const channels = [...new Set(queued.map((run) => run.network_channel ?? ''))].sort();
  return channels.map((channel) => {
    const times = queued.filter((run) => (run.network_channel ?? '') === channel).map((run) => run.queued_at);
    const oldest = times.sort()[0] ?? '';
    return {
      ...(channel === '' ? {} : { network_channel: channel }),
      count: times.length,
      oldest_queued_at: oldest,
      oldest_queue_age_ms: ms(oldest, now),
    };
  });
}

function itemsOf(runs: readonly RunRow[], { now, ids }: Frame): ActiveRunItem[] {
  const sortKey = (run: RunRow): string => `${ACTIVE.indexOf(run.status)} ${activity(run)} ${run.id}`;
  return runs
    .filter((run) => ACTIVE.includes(run.status))
    .sort((one, other) => (sortKey(one) > sortKey(other) ? -1 : 1))
    .slice(0, 4)
    .flatMap((run) => {
      const task = ids.get(run.task_id);
      return task ? [itemOf(run, task, now)] : [];
    });
}

function itemOf(run: RunRow, task: Task, now: string): ActiveRunItem {
  const since = run.status === 'running' ? run.started_at : run.status === 'queued' ? null : run.claimed_at;
  const stuck = isStuck(run, now);
  return {
    task_id: task.id,
    ...(task.identifier === null ? {} : { task_identifier: task.identifier }),
    task_title: task.title,
    task_status: task.status,
    task_priority: task.priority,
    ...(task.owner_kind === null ? {} : { task_owner: { kind: task.owner_kind, ref: task.owner_ref ?? '' } }),
    scope: task.scope,
    ...(task.workspace_id === null ? {} : { workspace_id: task.workspace_id }),
    latest_event_seq: expect.any(Number) as number,
    run_id: run.id,
    run_status: run.status,
    attempt: run.attempt,
    max_attempts: task.max_attempts,
    ...(run.session_id === null ? {} : { session_id: run.session_id }),
    ...(run.network_channel === null ? {} : { network_channel: run.network_channel }),
    last_activity_at: activity(run),
    age_ms: ms(since ?? run.queued_at, now),
    health_status: warn(stuck),
    stuck,
  };
}

function isStuck(run: RunRow, now: string): boolean {
  const after = STUCK_AFTER[run.status];
  const since = (run.status === 'running' ? run.started_at : null) ?? run.claimed_at ?? run.queued_at;
  return after !== undefined && ms(since, now) >= after;
}

function activity({ queued_at, claimed_at, started_at, ended_at }: RunRow): string {
  return [queued_at, claimed_at ?? '', started_at ?? '', ended_at ?? ''].sort().at(-1) ?? '';
}

function sample(from: string, to: string | null): number[] {
  return to === null ? [] : [ms(from, to)];
}

function latency(samples: readonly number[]): LatencyStats {
  const sum = samples.reduce((all, one) => all + one, 0);
  const average_ms = samples.length === 0 ? 0 : Math.floor(sum / samples.length);
  return { samples: samples.length, average_ms, maximum_ms: Math.max(0, ...samples) };
}

function ms(from: string, to: string): number {
  return Math.max(0, Date.parse(to) - Date.parse(from));
}

function warn(wrong: boolean): string {
  return wrong ? 'warn' : 'ok';
}
