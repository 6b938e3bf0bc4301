/** The inbox worked out anew from the inline views and the log, as `views.md` 2.2-2.4 and 3.3 say it, whatever it costs. */
import type { InboxGroup, InboxItem, TaskInbox } from '../../../src/http/schemas/index.js';
import type { TriageRow } from '../../../src/inbox/views/triage-view.js';
import type { Actor } from '../../../src/ledger/event.js';
import type { RowSource } from '../../../src/ledger/log/read-snapshot.js';
import type { RunRow } from '../../../src/tasks/views/run-tables.js';
import type { TaskRow } from '../../../src/tasks/views/task-tables.js';

/** What is asked, with a place of '' for global tasks. */
export interface Asked {
  readonly actor: Actor;
  readonly place?: string;
  readonly owner_kind?: string;
  readonly owner_ref?: string;
  readonly lane?: InboxGroup['lane'];
  readonly unread: boolean;
  readonly pattern?: string;
  readonly limit: number;
}

interface Newest {
  readonly task_id: string;
  readonly position: number;
  readonly seq: number;
  readonly recorded_at: string;
}

export interface Ledger {
  readonly tasks: readonly TaskRow[];
  readonly runs: readonly RunRow[];
  readonly errors: ReadonlyMap<string, string>;
  readonly triages: readonly TriageRow[];
  /** By task, heartbeats left out but for `seq`. */
  readonly newest: ReadonlyMap<string, Newest>;
}

const LANES = ['my_work', 'approvals', 'failed_runs', 'blocked', 'archived'] as const;
const PRIORITIES = ['urgent', 'high', 'medium', 'low'];
const ACTIVE = ['queued', 'claimed', 'starting', 'running'];
const AT_REST = ['draft', 'completed', 'failed', 'canceled'];

export async function readLedger(source: RowSource): Promise<Ledger> {
  const errors = await source.query<{ owner_id: string; value: string }[]>(
    "SELECT owner_id, value #>> '{}' AS value FROM task_documents WHERE name = 'error'",
  );
  const newest = await source.query<Newest[]>(
    `SELECT substr(stream, 6) AS task_id, max(position) AS seq,
       max(position) FILTER (WHERE type <> 'task.run_lease_extended') AS position,
       max(recorded_at) FILTER (WHERE type <> 'task.run_lease_extended') AS recorded_at
     FROM events WHERE starts_with(stream, 'task:') AND visibility = 'public' GROUP BY stream`,
  );
  return {
    tasks: await source.query<TaskRow[]>('SELECT * FROM tasks'),
    runs: await source.query<RunRow[]>('SELECT * FROM runs ORDER BY attempt, queued_at, id'),
    errors: new Map(errors.map(({ owner_id, value }) => [owner_id, value])),
    triages: await source.query<TriageRow[]>('SELECT * FROM task_triage'),
    newest: new Map(newest.map((row) => [row.task_id, row])),
  };
}

export function recountInbox(ledger: Ledger, asked: Asked): TaskInbox {
  const items = ledger.tasks
    .flatMap((task) => itemOf(ledger, task, asked.actor))
    .filter(({ item, row }) => isAsked(item, row, asked));
  const groups = LANES.filter((lane) => asked.lane === undefined || asked.lane === lane).map((lane) => {
    const inLane = items.filter(({ item }) => item.lane === lane).map(({ item }) => item);
    const shown = [...inLane].sort(compare).slice(0, asked.limit);
    const unread_count = inLane.filter((item) => !item.triage.read).length;
    return { lane, count: inLane.length, unread_count, ...(shown.length === 0 ? {} : { items: shown }) };
  });
  const all = groups.reduce((sum, group) => sum + group.count, 0);
  const unread = groups.reduce((sum, group) => sum + group.unread_count, 0);
  const archived = groups.find((group) => group.lane === 'archived')?.count ?? 0;
  return { total: all, unread_total: unread, archived_total: archived, groups };
}

function isAsked(item: InboxItem, row: TaskRow, asked: Asked): boolean {
  const { place, owner_kind, owner_ref, lane, unread, pattern } = asked;
  const words = [row.title, row.identifier ?? ''].map((word) => word.toLowerCase());
  return (
    (place === undefined || place === (row.workspace_id ?? '')) &&
    (owner_kind === undefined || owner_kind === row.owner_kind) &&
    (owner_ref === undefined || owner_ref === row.owner_ref) &&
    (lane === undefined || lane === item.lane) &&
    !(unread && item.triage.read) &&
    (pattern === undefined || words.some((word) => word.includes(pattern)))
  );
}

function compare(one: InboxItem, other: InboxItem): number {
  const keyed = (item: InboxItem): [string, string, string] => [
    item.triage.read ? '1' : '0',
    item.latest_activity_at,
    `${PRIORITIES.indexOf(item.task.priority ?? '')} ${item.task.id}`,
  ];
  const [a, b] = [keyed(one), keyed(other)];
  if (a[0] !== b[0]) return a[0] < b[0] ? -1 : 1;
  if (a[1] !== b[1]) return a[1] > b[1] ? -1 : 1;
  return a[2] < b[2] ? -1 : 1;
}

function itemOf(ledger: Ledger, task: TaskRow, actor: Actor): { item: InboxItem; row: TaskRow }[] {
  const runs = ledger.runs.filter((run) => run.task_id === task.id);
  const run = runs.at(-1);
  const newest = ledger.newest.get(task.id);
  if (!newest) throw new Error(`task ${task.id} has no events`);
  const times = [task.updated_at, task.created_at, task.closed_at ?? '', newest.recorded_at].sort();
  const triage = triageOf(ledger, task, newest, actor);
  const lane = laneOf(task, runs, triage, actor);
  if (lane === undefined || (triage.dismissed && !triage.archived)) return [];
  const item = {
    task: referenceOf(task, newest),
    lane,
    approval_policy: task.approval_policy,
    approval_state: task.approval_state,
    blocking_reason: reasonOf(task, run),
    latest_activity_at: times.at(-1) ?? '',
    run: run && runOf(run, task, ledger.errors.get(run.id)),
    triage,
  };
  return [{ item, row: task }];
}

function triageOf(ledger: Ledger, task: TaskRow, newest: Newest, actor: Actor): InboxItem['triage'] {
  const stored = ledger.triages.find(
    (row) => row.task_id === task.id && row.actor_kind === actor.kind && row.actor_ref === actor.ref,
  );
  const none = { task_id: task.id, actor, read: false, archived: false, dismissed: false };
  if (!stored) return { ...none, updated_at: '0001-01-01T00:00:00Z' };
  const { last_seen_activity_at, updated_at } = stored;
  const anew = newest.position > stored.position || task.updated_at > last_seen_activity_at;
  const times = { last_seen_activity_at, updated_at };
  if (stored.archived) return { ...none, read: true, archived: true, ...times };
  return anew ? { ...none, ...times } : { ...none, read: stored.read, dismissed: stored.dismissed, ...times };
}

function laneOf(
  task: TaskRow,
  runs: readonly RunRow[],
  { archived }: InboxItem['triage'],
  actor: Actor,
): InboxItem['lane'] | undefined {
  const blocked = task.status === 'blocked';
  if (archived) return 'archived';
  if (blocked && task.approval_policy === 'manual' && task.approval_state === 'pending') return 'approvals';
  if (runs.at(-1)?.status === 'failed') return 'failed_runs';
  if (blocked) return 'blocked';
  const owns = task.owner_kind === actor.kind && task.owner_ref === actor.ref;
  const works = runs.some(
    (run) => ACTIVE.includes(run.status) && run.claimed_by_kind === actor.kind && run.claimed_by_ref === actor.ref,
  );
  return !AT_REST.includes(task.status) && (owns || works) ? 'my_work' : undefined;
}

function reasonOf(task: TaskRow, run: RunRow | undefined): string | undefined {
  if (task.approval_policy === 'manual' && task.approval_state === 'pending') return 'awaiting_approval';
  if (task.approval_policy === 'manual' && task.approval_state === 'rejected') return 'approval_rejected';
  if (run?.status === 'failed') return 'latest_run_failed';
  return task.status === 'blocked' ? 'awaiting_dependencies' : undefined;
}

function referenceOf(task: TaskRow, newest: Newest): InboxItem['task'] {
  return {
    ...{ id: task.id, identifier: task.identifier ?? undefined, title: task.title, status: task.status },
    ...{ priority: task.priority, scope: task.scope, workspace_id: task.workspace_id ?? undefined },
    owner: task.owner_kind === null ? undefined : { kind: task.owner_kind, ref: task.owner_ref ?? '' },
    latest_event_seq: newest.seq,
  };
}

function runOf(run: RunRow, task: TaskRow, error: string | undefined): InboxItem['run'] {
  const claimed_by =
    run.claimed_by_kind === null ? undefined : { kind: run.claimed_by_kind, ref: run.claimed_by_ref ?? '' };
  return {
    ...{ id: run.id, task_id: run.task_id, status: run.status, attempt: run.attempt, claimed_by, error },
    ...{ max_attempts: task.max_attempts, session_id: run.session_id ?? undefined, queued_at: run.queued_at },
    claimed_at: run.claimed_at ?? undefined,
    started_at: run.started_at ?? undefined,
    ended_at: run.ended_at ?? undefined,
  };
}
