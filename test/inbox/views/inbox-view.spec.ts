import { effectiveTriage } from '../../../src/inbox/domain/effective-triage.js';
import { sharedLane, workersOf } from '../../../src/inbox/domain/lanes.js';
import { INBOX_ENTRIES, INBOX_TASKS } from '../../../src/inbox/views/inbox-tables.js';
import { INBOX_ACTOR_LANES, INBOX_BUCKETS, INBOX_LANES, tallyInbox } from '../../../src/inbox/views/inbox-tallies.js';
import { type InboxTriage, inboxView } from '../../../src/inbox/views/inbox-view.js';
import { RowsOfGroup } from '../../../src/ledger/followers/group-rows.js';
import { TallyBatch, type TallyTable } from '../../../src/ledger/followers/tally.js';
import type { TaskEvent } from '../../../src/tasks/domain/task-events.js';
import { timeOf } from '../../support/given-when-then.js';
import {
  claimed,
  created,
  deleted,
  enqueued,
  extended,
  failed,
  run,
  task,
  TASK,
  taskWith,
} from '../../tasks/support/task-histories.js';

const GATED = created({ approval_policy: 'manual', approval_state: 'pending', task_status: 'blocked' });
const ANN = { kind: 'human', ref: 'ann' } as const;

function triage(more: Partial<InboxTriage> = {}): InboxTriage {
  const flags = { read: true, archived: false, dismissed: false };
  return { task_id: TASK, actor_kind: ANN.kind, actor_ref: ANN.ref, ...flags, position: 100, ...more };
}

function rowsOf(history: readonly TaskEvent[], ...extra: readonly InboxTriage[]): RowsOfGroup {
  const rows = new RowsOfGroup();
  const change = { id: TASK, state: task(...history).state, events: [], before: new RowsOfGroup(), extra };
  inboxView.project(change, rows);
  return rows;
}

/** What is added where nothing is asked for: key and sums without the place and owner. */
function added(table: TallyTable, rows: RowsOfGroup): readonly object[] {
  const batch = new TallyBatch();
  tallyInbox(rows, batch.sink(1));
  const changes = batch.changes().find((change) => change.table === table)?.rows ?? [];
  return changes.filter((row) => 'place' in row && row.place === '' && 'owner_ref' in row && row.owner_ref === '');
}

describe('the shared lane', () => {
  const blocked = { status: 'blocked', approval_policy: 'manual', approval_state: 'pending' } as const;
  const broken = [run({ attempt: 1, status: 'failed' })];

  it.each([
    ['approvals, before a failed run', taskWith(broken, blocked), 'approvals'],
    ['failed_runs, before blocked', taskWith(broken, { ...blocked, approval_state: 'rejected' }), 'failed_runs'],
    ['failed_runs, whatever the status', taskWith(broken, { status: 'canceled' }), 'failed_runs'],
    ['blocked', taskWith([], { ...blocked, approval_state: 'rejected' }), 'blocked'],
    ['none where a later run goes on', taskWith([...broken, run({ id: 'run-2', attempt: 2 })]), undefined],
    ['none for a pending approval that blocks nothing', taskWith([], { ...blocked, status: 'draft' }), undefined],
  ])('is %s', (_what, state, lane) => {
    expect(sharedLane(state)).toBe(lane);
  });

  it('is before the work of anybody', () => {
    const works = { kind: 'agent_session', ref: 'sess-1' } as const;
    const held = taskWith([run({ status: 'running', claimed_by: works })], { status: 'in_progress', owner: ANN });
    expect(workersOf(held)).toEqual([ANN, works]);
    expect(workersOf({ ...held, owner: works })).toEqual([works]);
    expect(workersOf({ ...held, owner: { kind: 'pool', ref: 'ann' }, runs: [] })).toEqual([]);
    expect(workersOf({ ...held, status: 'completed' })).toEqual([]);
    const attention = run({ status: 'needs_attention', claimed_by: works });
    expect(workersOf({ ...held, runs: [attention] })).toEqual([ANN]);
  });
});

describe('a triage', () => {
  const stored = { read: true, archived: false, dismissed: true, position: 7 };

  it('holds until something happens, an archived one for ever', () => {
    const none = { read: false, archived: false, dismissed: false };
    expect(effectiveTriage(undefined, 1)).toEqual(none);
    expect(effectiveTriage(stored, 6)).toEqual({ read: true, archived: false, dismissed: true });
    expect(effectiveTriage(stored, 8)).toEqual(none);
    const archived = { read: true, archived: true, dismissed: false };
    expect([6, 8].map((seq) => effectiveTriage({ ...stored, archived: true }, seq))).toEqual([archived, archived]);
  });

  it('touches its task, until it is erased', () => {
    const event = { stream: 'triage:human:x:task:1', data: { task_id: 'task:1' } };
    expect(inboxView.touches?.(event)).toBe('task:1');
    expect(inboxView.touches?.({ ...event, data: null })).toBeUndefined();
    expect(inboxView.touches?.({ ...event, stream: 'session:1', data: { task_id: 'task-1' } })).toBeUndefined();
  });
});

describe('the rows of a task', () => {
  it('are none where it needs nobody', () => {
    for (const history of [[], [created()], [GATED, deleted()]]) {
      const rows = rowsOf(history, triage());
      expect([rows.of(INBOX_TASKS), rows.of(INBOX_ENTRIES)]).toEqual([[], []]);
    }
  });

  it('say in which lane it is for all, and when something happened to it last', () => {
    const worked = [created({ owner: ANN, priority: 'high' }), enqueued(), claimed()];
    const spot = { task_id: TASK, place: '', owner_kind: 'human', owner_ref: 'ann', priority: 30, bucket: 0 };
    const rows = rowsOf([...worked, extended(), failed()]);
    expect(rows.of(INBOX_TASKS)).toEqual([{ ...spot, lane: 'failed_runs', activity_at: timeOf(4) }]);
    expect(rows.of(INBOX_ENTRIES)).toEqual([]);
    const beating = rowsOf([...worked, extended()]);
    expect(beating.of(INBOX_TASKS)).toEqual([]);
    const work = { ...spot, lane: 'my_work', shared_lane: null, read: false, seen: false, activity_at: timeOf(2) };
    expect(beating.of(INBOX_ENTRIES)).toEqual([
      expect.objectContaining({ ...work, actor_kind: 'human', actor_ref: 'ann' }),
      expect.objectContaining({ ...work, actor_kind: 'agent_session' }),
    ]);
  });

  it('say what differs for an actor', () => {
    const entries = (more: Partial<InboxTriage>) => rowsOf([GATED], triage(more)).of(INBOX_ENTRIES);
    const shared = { shared_lane: 'approvals', seen: true };
    expect(entries({})).toEqual([expect.objectContaining({ ...shared, lane: 'approvals', read: true })]);
    expect(entries({ dismissed: true })).toEqual([expect.objectContaining({ ...shared, lane: null })]);
    expect(entries({ archived: true })).toEqual([expect.objectContaining({ ...shared, lane: 'archived' })]);
    expect(entries({ position: 0 })).toEqual([]);
  });
});

describe('the counts', () => {
  const actor = { actor_kind: 'human', actor_ref: 'ann' };
  const any = { place: '', owner_ref: '', owner_kind: '' };
  const waits = { ...any, lane: 'approvals' };

  it('have a task once in its lane and its piece of the log', () => {
    const rows = rowsOf([GATED]);
    expect(added(INBOX_LANES, rows)).toEqual([{ ...waits, members: 1 }]);
    const everybody = { actor_kind: '', actor_ref: '', bucket: 0 };
    expect(added(INBOX_BUCKETS, rows)).toEqual([{ ...waits, ...everybody, tasks: 1, members: 1 }]);
    expect(added(INBOX_ACTOR_LANES, rows)).toEqual([]);
  });

  it('take what an actor has put away out of its lane', () => {
    const lanes = (more: Partial<InboxTriage>) => added(INBOX_ACTOR_LANES, rowsOf([GATED], triage(more)));
    const less = { ...actor, ...waits, tasks: -1, read: 0, members: 1 };
    expect(lanes({})).toEqual([{ ...actor, ...waits, tasks: 0, read: 1, members: 1 }]);
    expect(lanes({ dismissed: true })).toEqual([less]);
    const archived = { ...actor, ...any, lane: 'archived', tasks: 1, read: 1, members: 1 };
    expect(lanes({ archived: true })).toEqual([archived, less]);
    const seen = added(INBOX_BUCKETS, rowsOf([GATED], triage()));
    expect(seen).toContainEqual({ ...actor, ...waits, bucket: 0, tasks: -1, members: 1 });
  });

  it('are in any place and in its own, of any owner and of its own', () => {
    const owned = created({ task_status: 'blocked', workspace_id: 'ws-1', scope: 'workspace', owner: ANN });
    const batch = new TallyBatch();
    tallyInbox(rowsOf([owned]), batch.sink(1));
    const cells = batch.changes().find(({ table }) => table === INBOX_LANES)?.rows ?? [];
    const cell = { owner_kind: 'human', lane: 'blocked', members: 1 };
    expect(cells).toEqual([
      { ...cell, place: '', owner_ref: '' },
      { ...cell, place: '', owner_ref: '=ann' },
      { ...cell, place: '=ws-1', owner_ref: '' },
      { ...cell, place: '=ws-1', owner_ref: '=ann' },
    ]);
    tallyInbox(rowsOf([owned]), batch.sink(-1));
    expect(batch.changes()).toEqual([]);
  });
});
