import { DASHBOARD_CELLS, DASHBOARD_QUEUE, tallyDashboard } from '../../../src/dashboard/views/dashboard-cells.js';
import {
  DASHBOARD_ACTIVE_RUNS,
  DASHBOARD_FORCED_STOPS,
  DASHBOARD_RUNS,
  DASHBOARD_TASKS,
} from '../../../src/dashboard/views/dashboard-tables.js';
import { dashboardView } from '../../../src/dashboard/views/dashboard-view.js';
import { RowsOfGroup } from '../../../src/ledger/followers/group-rows.js';
import { TallyBatch, type TallyTable } from '../../../src/ledger/followers/tally.js';
import type { TaskEvent } from '../../../src/tasks/domain/task-events.js';
import { ACTOR, ORIGIN, timeOf } from '../../support/given-when-then.js';
import {
  claimed,
  completed,
  created,
  deleted,
  dependencyAdded,
  enqueued,
  forceStopped,
  RUN,
  runCanceled,
  SESSION,
  task,
  TASK,
  updated,
} from '../../tasks/support/task-histories.js';

const OWNED = { workspace_id: 'ws-1', scope: 'workspace', owner: { kind: 'pool', ref: 'bees' } } as const;

/** The rows of a task with this history, whose events from `since` on are in the page. */
function rowsOf(history: readonly TaskEvent[], { since = 0, before = new RowsOfGroup() } = {}): RowsOfGroup {
  const rows = new RowsOfGroup();
  const events = history
    .map((event, n) => ({ ...event, position: n + 1, recordedAt: timeOf(n), actor: ACTOR, origin: ORIGIN }))
    .slice(since)
    .filter(({ type }) => dashboardView.needs?.has(type));
  dashboardView.project({ id: TASK, state: task(...history).state, events, before, extra: undefined }, rows);
  return rows;
}

function added(table: TallyTable, rows: RowsOfGroup): readonly object[] {
  const batch = new TallyBatch();
  tallyDashboard(rows, batch.sink(1));
  return batch.changes().find((change) => change.table === table)?.rows ?? [];
}

/** The cells to which something is added, as `place owner channel origin kind`. */
const cellsOf = (rows: readonly object[]): string[] =>
  rows
    .map((row) => {
      const cell = row as Record<string, string>;
      return [cell.place, cell.owner_ref, cell.channel, cell.origin_kind, cell.owner_kind]
        .map((value) => (value === '' ? '-' : value))
        .join(' ');
    })
    .sort();

describe('the rows of a task', () => {
  it('are none before it and after it', () => {
    expect(rowsOf([]).of(DASHBOARD_TASKS)).toEqual([]);
    const gone = rowsOf([created(), deleted()]);
    expect([gone.of(DASHBOARD_TASKS), gone.of(DASHBOARD_RUNS)]).toEqual([[], []]);
  });

  it('say where it counts, and how far it is', () => {
    expect(rowsOf([created({ ...OWNED, network_channel: 'alpha' }), dependencyAdded()]).of(DASHBOARD_TASKS)).toEqual([
      {
        task_id: TASK,
        place: 'ws-1',
        owner_ref: 'bees',
        owner_kind: 'pool',
        channel: 'alpha',
        origin_kind: 'http',
        status: 'blocked',
        approval_state: 'not_required',
        has_dependencies: true,
        last_activity_at: timeOf(1),
      },
    ]);
    const [global] = rowsOf([created()]).of(DASHBOARD_TASKS);
    expect(global).toMatchObject({ place: '', owner_ref: null, owner_kind: '', channel: null });
  });

  it('tell runs of its channel from runs of another', () => {
    const [own] = rowsOf([created({ network_channel: 'alpha' }), enqueued({ network_channel: 'alpha' })]).of(
      DASHBOARD_RUNS,
    );
    expect(own).toMatchObject({ of_channel: true, of_origin: true, channel: 'alpha', origin_kind: 'http', queued: 1 });
    const [other] = rowsOf([created({ network_channel: 'alpha' }), enqueued({ network_channel: 'beta' })]).of(
      DASHBOARD_RUNS,
    );
    expect(other).toMatchObject({ of_channel: false, of_origin: true, channel: null });
  });

  it('hold the active run until it has ended', () => {
    const held = [created(), enqueued({ network_channel: 'alpha' }), claimed()];
    expect(rowsOf(held).of(DASHBOARD_ACTIVE_RUNS)).toEqual([
      expect.objectContaining({
        run_id: RUN,
        status: 'claimed',
        rank: 2,
        run_channel: 'alpha',
        channel: null,
        session_id: SESSION,
        queued_at: timeOf(1),
        claimed_at: timeOf(2),
        started_at: null,
        activity_at: timeOf(2),
        held_since: timeOf(2),
      }),
    ]);
    const ended = rowsOf([...held, completed()]);
    expect(ended.of(DASHBOARD_ACTIVE_RUNS)).toEqual([]);
    expect(ended.of(DASHBOARD_RUNS)).toEqual([
      expect.objectContaining({
        completed: 1,
        claim_count: 1,
        claim_sum_ms: 1_000,
        claim_max_ms: 1_000,
        start_max_ms: null,
      }),
    ]);
  });

  it('keep the sessions that were stopped under a run, wherever the task counts since', () => {
    const stopped = [created(), enqueued(), claimed(), runCanceled(), forceStopped()];
    const rows = rowsOf(stopped);
    const stop = { task_id: TASK, position: 5, recorded_at: timeOf(4), event_origin_kind: 'http' };
    expect(rows.of(DASHBOARD_FORCED_STOPS)).toEqual([expect.objectContaining(stop)]);
    const moved = [...stopped, updated({ owner: { kind: 'human', ref: 'ann' } })];
    const later = rowsOf(moved, { since: 5, before: rows });
    expect(later.of(DASHBOARD_FORCED_STOPS)).toEqual([
      expect.objectContaining({ ...stop, owner_ref: 'ann', owner_kind: 'human' }),
    ]);
    expect(rowsOf(moved).of(DASHBOARD_FORCED_STOPS)).toEqual(later.of(DASHBOARD_FORCED_STOPS));
  });
});

describe('a task', () => {
  it('counts in every cell that it lies in', () => {
    expect(cellsOf(added(DASHBOARD_CELLS, rowsOf([created()])))).toEqual(['- - - http -', '= - - http -']);
    const everywhere = added(DASHBOARD_CELLS, rowsOf([created({ ...OWNED, network_channel: 'alpha' })]));
    expect(cellsOf(everywhere)).toEqual([
      '- - - http pool',
      '- - =alpha http pool',
      '- =bees - http pool',
      '- =bees =alpha http pool',
      '=ws-1 - - http pool',
      '=ws-1 - =alpha http pool',
      '=ws-1 =bees - http pool',
      '=ws-1 =bees =alpha http pool',
    ]);
    for (const row of everywhere) expect(row).toMatchObject({ ready_tasks: 1, queued_runs: 0, members: 1 });
  });

  it('is awaiting approval and blocked by a dependency at once', () => {
    const gated = created({ approval_policy: 'manual', approval_state: 'pending', task_status: 'blocked' });
    const [cell] = added(DASHBOARD_CELLS, rowsOf([gated, dependencyAdded()]));
    expect(cell).toMatchObject({ blocked_tasks: 1, awaiting_approval_tasks: 1, dependency_blocked_tasks: 1 });
    const ready = created({ approval_policy: 'manual', approval_state: 'pending', task_status: 'draft' });
    expect(added(DASHBOARD_CELLS, rowsOf([ready]))[0]).toMatchObject({ draft_tasks: 1, awaiting_approval_tasks: 0 });
  });

  it('has runs that do not count where their channel is another', () => {
    const rows = rowsOf([created({ network_channel: 'alpha' }), enqueued({ network_channel: 'beta' })]);
    const queued = added(DASHBOARD_CELLS, rows).filter((row) => (row as { queued_runs: number }).queued_runs > 0);
    expect(cellsOf(queued)).toEqual(['- - - http -', '= - - http -']);
    expect(added(DASHBOARD_QUEUE, rows)).toEqual(
      ['', '='].map((place) => ({
        ...{ place, owner_ref: '', run_channel: 'beta', origin_kind: 'http', owner_kind: '' },
        members: 1,
      })),
    );
  });

  it('takes away what it added, and leaves nothing', () => {
    const rows = rowsOf([created(OWNED), enqueued(), claimed()]);
    const batch = new TallyBatch();
    tallyDashboard(rows, batch.sink(1));
    tallyDashboard(rows, batch.sink(-1));
    expect(batch.changes()).toEqual([]);
  });
});
