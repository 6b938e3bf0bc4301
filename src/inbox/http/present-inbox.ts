import type { InboxGroup, InboxItem, RunSummary, TaskInbox, TaskReference, Triage } from '../../http/schemas/index.js';
import type { Actor } from '../../ledger/event.js';
import { presentRunSummary } from '../../tasks/http/present/present-run.js';
import { presentTaskReference } from '../../tasks/http/present/present-task.js';
import type { ReferencedTask } from '../../tasks/views/task-reader.js';
import type { Inbox, ShownGroup } from '../views/get-task-inbox.js';
import type { InboxItem as ShownItem } from '../views/inbox-items.js';

/** A time that the contract demands where there is none (`views.md` 0.3). */
const ZERO_TIME = '0001-01-01T00:00:00Z';

/** The inbox as getTaskInbox answers it. */
export function presentInbox({ groups }: Inbox, actor: Actor): TaskInbox {
  const sum = (column: 'count' | 'unread_count'): number => groups.reduce((all, group) => all + group[column], 0);
  return {
    total: sum('count'),
    unread_total: sum('unread_count'),
    archived_total: groups.find((group) => group.lane === 'archived')?.count ?? 0,
    groups: groups.map((group) => presentGroup(group, actor)),
  };
}

function presentGroup({ lane, count, unread_count, items }: ShownGroup, actor: Actor): InboxGroup {
  const shown = items.map((item) => presentItem(item, actor));
  return { lane, count, unread_count, items: shown.length === 0 ? undefined : shown };
}

function presentItem(item: ShownItem, actor: Actor): InboxItem {
  const { task, run, lane, activity_at } = item;
  return {
    task: withoutPause(task),
    lane,
    approval_policy: task.approval_policy,
    approval_state: task.approval_state,
    blocking_reason: item.blocking_reason,
    latest_activity_at: activity_at,
    run: run && presentRun(presentRunSummary(run, task.max_attempts, item.run_error)),
    triage: presentTriage(item, actor),
  };
}

/** An inbox says nothing of pauses (`views.md` 0.4). */
function withoutPause(task: ReferencedTask): TaskReference {
  const {
    paused: _paused,
    effective_paused: _effective,
    paused_by_task_id: _by,
    ...shown
  } = presentTaskReference(task);
  return shown;
}

/** Nothing of the lease, the channel and what the run came from (`views.md` 2.3). */
function presentRun(run: RunSummary): RunSummary {
  const { id, task_id, status, attempt, max_attempts, session_id, claimed_by } = run;
  const { queued_at, claimed_at, started_at, ended_at, error } = run;
  return {
    ...{ id, task_id, status, attempt, max_attempts, session_id, claimed_by },
    ...{ queued_at, claimed_at, started_at, ended_at, error },
  };
}

/** The triage as far as it still holds; what is dismissed is not shown at all. */
function presentTriage({ task, lane, read, triage }: ShownItem, { kind, ref }: Actor): Triage {
  return {
    task_id: task.id,
    actor: { kind, ref },
    read,
    archived: lane === 'archived',
    dismissed: false,
    last_seen_activity_at: triage?.last_seen_activity_at,
    updated_at: triage?.updated_at ?? ZERO_TIME,
  };
}
