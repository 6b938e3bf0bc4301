import type { RecordedEvent } from '../../ledger/event.js';
import type { FollowerView, GroupChange } from '../../ledger/followers/follower-view.js';
import type { RowSink } from '../../ledger/lane/inline-view.js';
import type { LaneQuery } from '../../ledger/lane/lookup.js';
import { parseStreamName } from '../../ledger/stream-type.js';
import type { TaskEvent } from '../../tasks/domain/task-events.js';
import {
  attentionAt,
  attentionSeq,
  existingTask,
  type TaskState,
  type TaskStream,
} from '../../tasks/domain/task-state.js';
import { PRIORITY_WEIGHTS } from '../../tasks/domain/vocabulary.js';
import { effectiveTriage } from '../domain/effective-triage.js';
import { sharedLane, workersOf } from '../domain/lanes.js';
import { triageStream } from '../domain/triage-stream.js';
import { INBOX_ENTRIES, INBOX_TASKS, type InboxEntryRow, type InboxTaskRow } from './inbox-tables.js';
import { bucketOf, INBOX_ACTOR_LANES, INBOX_BUCKETS, INBOX_LANES, tallyInbox } from './inbox-tallies.js';
import { TASK_TRIAGE, type TriageRow } from './triage-view.js';

/** What the rows follow from of each actor's triage. */
export type InboxTriage = Pick<
  TriageRow,
  'task_id' | 'actor_kind' | 'actor_ref' | 'read' | 'archived' | 'dismissed' | 'position'
>;

const READ_TRIAGE =
  'SELECT task_id, actor_kind, actor_ref, read, archived, dismissed, position ' +
  `FROM ${TASK_TRIAGE.name} WHERE task_id = ANY($1::text[])`;

/** What getTaskInbox reads (`views.md` 2). A triage touches its task, with which all of it is projected. */
export const inboxView: FollowerView<TaskStream, TaskEvent, readonly InboxTriage[]> = {
  name: 'inbox',
  version: 1,
  category: 'task',
  tables: [INBOX_TASKS, INBOX_ENTRIES],
  tallies: [INBOX_LANES, INBOX_ACTOR_LANES, INBOX_BUCKETS],

  touches({ stream, data }: RecordedEvent): string | undefined {
    if (parseStreamName(stream).category !== triageStream.category) return undefined;
    const taskId = data?.task_id;
    return typeof taskId === 'string' ? taskId : undefined;
  },

  async extra(query: LaneQuery, ids: readonly string[]): Promise<ReadonlyMap<string, readonly InboxTriage[]>> {
    const found = new Map<string, InboxTriage[]>();
    for (const row of await query<InboxTriage>(READ_TRIAGE, [ids])) {
      const triages = found.get(row.task_id);
      if (triages) triages.push(row);
      else found.set(row.task_id, [row]);
    }
    return found;
  },

  project({ state, extra = [] }: GroupChange<TaskStream, TaskEvent, readonly InboxTriage[]>, rows: RowSink): void {
    const task = existingTask(state);
    if (!task) return;
    const spot = spotOf(task);
    const lane = sharedLane(task);
    if (lane) rows.put(INBOX_TASKS, { ...spot, lane });
    for (const entry of entriesOf(task, extra)) rows.put(INBOX_ENTRIES, { ...spot, ...entry });
  },

  tally: tallyInbox,
};

type Spot = Omit<InboxTaskRow, 'lane'>;

function spotOf(task: TaskState): Spot {
  return {
    task_id: task.id,
    place: task.workspace_id ?? '',
    owner_kind: task.owner?.kind ?? '',
    owner_ref: task.owner?.ref ?? null,
    activity_at: attentionAt(task),
    priority: PRIORITY_WEIGHTS[task.priority],
    bucket: bucketOf(attentionSeq(task)),
  };
}

/** What differs for those who work on a task, and for those who have done something with it in their inbox. */
function entriesOf(task: TaskState, triages: readonly InboxTriage[]): Omit<InboxEntryRow, keyof Spot>[] {
  const shared_lane = sharedLane(task) ?? null;
  const workers = shared_lane === null ? workersOf(task) : [];
  const works = new Set(workers.map(({ kind, ref }) => `${kind}:${ref}`));
  const triaged = new Map(triages.map((row) => [`${row.actor_kind}:${row.actor_ref}`, row]));
  const actors = [
    ...triages.map(({ actor_kind, actor_ref }) => ({ actor_kind, actor_ref })),
    ...workers.map(({ kind, ref }) => ({ actor_kind: kind, actor_ref: ref })),
  ];
  const named = new Map(actors.map((actor) => [`${actor.actor_kind}:${actor.actor_ref}`, actor]));
  return [...named].flatMap(([name, actor]) => {
    const { read, archived, dismissed } = effectiveTriage(triaged.get(name), attentionSeq(task));
    const untouched = shared_lane ?? (works.has(name) ? ('my_work' as const) : null);
    const lane = archived ? ('archived' as const) : dismissed ? null : untouched;
    const seen = read || archived || dismissed;
    const differs = shared_lane === null ? lane !== null : seen;
    return differs ? [{ ...actor, lane, shared_lane, read, seen }] : [];
  });
}
