import { isDeepStrictEqual } from 'node:util';
import { evolveTask } from '../../../src/tasks/domain/evolve-task.js';
import type { TaskEvent } from '../../../src/tasks/domain/task-events.js';
import { effectivePause, type TaskState } from '../../../src/tasks/domain/task-state.js';
import { ACTOR, ORIGIN, timeOf } from '../../support/given-when-then.js';
import {
  approved,
  BLOCKER,
  canceled,
  childCreated,
  childRemoved,
  created,
  deleted,
  dependencyAdded,
  dependencyChanged,
  dependencyDropped,
  dependencyRemoved,
  known,
  paused,
  pauseInherited,
  published,
  rejected,
  resumed,
  TASK,
  task,
  taskState,
  updated,
} from '../support/task-histories.js';

type History = readonly TaskEvent[];

/** What an event changes of the task that a history made, by member; undefined where a member goes away. */
function changedBy(event: TaskEvent, history: History = [created()]): Partial<TaskState> {
  const before: Record<string, unknown> = { ...taskState(...history) };
  const facts = { position: history.length + 1, recordedAt: timeOf(history.length), actor: ACTOR, origin: ORIGIN };
  const after: Record<string, unknown> = { ...known(evolveTask(taskState(...history), { ...event, ...facts })) };
  const names = Object.keys({ ...before, ...after });
  const differs = (name: string) => !isDeepStrictEqual(before[name], after[name]);
  return Object.fromEntries(names.filter(differs).map((name) => [name, after[name]]));
}

/** What every public event of a history of `n` events moves. */
const moved = (n: number) => ({ latest_event_seq: n + 1, last_activity_at: timeOf(n) });

describe('a patch', () => {
  it('sets the values it names, and updated_at', () => {
    const changes = { title: 'Anew', priority: 'urgent', max_attempts: 5, auto_enqueue_on_ready: true } as const;
    expect(changedBy(updated(changes))).toEqual({ ...changes, updated_at: timeOf(1), ...moved(1) });
  });

  it('sets channel and owner, or takes them away', () => {
    const owner = { kind: 'pool', ref: 'builders' } as const;
    const given = [created(), updated({ network_channel: 'build', owner })];
    expect(taskState(...given)).toMatchObject({ network_channel: 'build', owner });
    expect(taskState(...given, updated({ title: 'Anew' }))).toMatchObject({
      network_channel: 'build',
      owner,
    });
    const taken = taskState(...given, updated({ network_channel: null, owner: null }));
    expect(taken).not.toHaveProperty('network_channel');
    expect(taken).not.toHaveProperty('owner');
  });

  it('notes that there are documents', () => {
    expect(changedBy(updated({ description: 'at length' }))).toMatchObject({ has_documents: true });
    expect(changedBy(updated({ metadata: { a: 1 } }))).toMatchObject({ has_documents: true });
    expect(taskState(created(), updated({ metadata: {} }))).not.toHaveProperty('metadata');
  });

  it('of the policy brings the approval back to its beginning, and the status with it', () => {
    const change = updated({ approval_policy: 'manual' }, { approval_state: 'pending', task_status: 'blocked' });
    expect(changedBy(change)).toEqual({
      approval_policy: 'manual',
      approval_state: 'pending',
      status: 'blocked',
      updated_at: timeOf(1),
      ...moved(1),
    });
  });

  it('that turns the status sets and clears closed_at', () => {
    const closed = [created(), updated({ max_attempts: 1 }, { task_status: 'failed' })];
    expect(taskState(...closed)).toMatchObject({ status: 'failed', closed_at: timeOf(1) });
    const open = changedBy(updated({ max_attempts: 2 }), closed);
    expect(open).toMatchObject({ status: 'ready', closed_at: undefined });
  });
});

describe('a decision', () => {
  const waiting = [created({ approval_policy: 'manual', approval_state: 'pending', task_status: 'blocked' })];

  it('approves', () => {
    expect(changedBy(approved(), waiting)).toEqual({
      approval_state: 'approved',
      status: 'ready',
      updated_at: timeOf(1),
      ...moved(1),
    });
  });

  it('rejects', () => {
    expect(changedBy(rejected(), waiting)).toEqual({
      approval_state: 'rejected',
      updated_at: timeOf(1),
      ...moved(1),
    });
  });

  it('publishes', () => {
    const draft = [created({ task_status: 'draft' })];
    expect(changedBy(published(), draft)).toEqual({ status: 'ready', updated_at: timeOf(1), ...moved(1) });
  });

  it('cancels', () => {
    const end = { status: 'canceled', closed_at: timeOf(1), updated_at: timeOf(1) };
    expect(changedBy(canceled())).toEqual({ ...end, ...moved(1) });
  });
});

describe('an edge', () => {
  const edge = { depends_on_task_id: BLOCKER, created_at: timeOf(1), satisfied: false };
  const waiting = [created(), dependencyAdded()];

  it('is added with its time', () => {
    expect(taskState(...waiting)).toMatchObject({ status: 'blocked', dependencies: [edge], updated_at: timeOf(1) });
  });

  it('added to a task that stays as it is moves no updated_at', () => {
    const change = changedBy(dependencyAdded({ satisfied: true, task_status: 'ready' }));
    expect(change).toEqual({ dependencies: [{ ...edge, satisfied: true }], ...moved(1) });
  });

  it('follows its blocker silently: status and times move, the public sequence does not', () => {
    expect(changedBy(dependencyChanged(), waiting)).toEqual({
      dependencies: [{ ...edge, satisfied: true }],
      status: 'ready',
      updated_at: timeOf(2),
      last_activity_at: timeOf(2),
      attention_seq: 3,
    });
    const still = changedBy(dependencyChanged({ task_status: 'blocked' }), waiting);
    expect(still).toEqual({ dependencies: [{ ...edge, satisfied: true }] });
  });

  it('goes with its blocker silently, or when it is removed', () => {
    const { latest_event_seq } = taskState(...waiting);
    expect(taskState(...waiting, dependencyDropped())).toMatchObject({
      dependencies: [],
      status: 'ready',
      latest_event_seq,
    });
    expect(changedBy(dependencyRemoved(), waiting)).toMatchObject({ dependencies: [], status: 'ready', ...moved(2) });
  });

  it('leaves the other edges alone', () => {
    const two = [created(), dependencyAdded(), dependencyAdded({ depends_on_task_id: 'task-9' })];
    const rest = changedBy(dependencyRemoved({ task_status: 'blocked' }), two).dependencies;
    expect(rest).toEqual([{ ...edge, depends_on_task_id: 'task-9', created_at: timeOf(2) }]);
  });
});

describe('children', () => {
  it('are counted; a new one is activity, one that is gone is not', () => {
    expect(changedBy(childCreated())).toEqual({ child_count: 1, ...moved(1) });
    expect(changedBy(childRemoved(), [created(), childCreated()])).toEqual({ child_count: 0 });
  });
});

describe('a pause', () => {
  const pause = { paused: true, paused_by: 'human:local-user', paused_reason: 'too early' };

  it('says by whom, when and why, and again when it is repeated', () => {
    const once = [created(), paused()];
    expect(taskState(...once)).toMatchObject({
      ...pause,
      paused_at: timeOf(1),
      updated_at: timeOf(1),
      status: 'ready',
    });
    const again = changedBy(paused({ by: { ...ACTOR, ref: 'ann' }, previous_paused: true }), once);
    expect(again).toEqual({ paused_by: 'human:ann', paused_at: timeOf(2), updated_at: timeOf(2), ...moved(2) });
  });

  it('is gone with all that it said when the task is resumed', () => {
    const open = taskState(created(), paused(), resumed());
    expect(open).toStrictEqual({ ...taskState(created()), updated_at: timeOf(2), ...moved(2) });
    expect(changedBy(resumed({ previous_paused: false }))).toEqual({ updated_at: timeOf(1), ...moved(1) });
  });

  it('is inherited silently, from the nearest; its own comes first', () => {
    expect(changedBy(pauseInherited('task-0'))).toEqual({ pause_inherited_from: 'task-0' });
    const below = [created(), pauseInherited('task-0'), pauseInherited('task-9')];
    expect(effectivePause(taskState(...below))).toBe('task-9');
    expect(effectivePause(taskState(...below, paused()))).toBe(TASK);
    expect(effectivePause(taskState(...below, paused(), resumed()))).toBe('task-9');
    expect(taskState(...below, pauseInherited())).toStrictEqual(taskState(created()));
  });

  it('is there from the beginning for a task that is made below one', () => {
    expect(effectivePause(taskState(created({ pause_inherited_from: 'task-0' })))).toBe('task-0');
  });
});

describe('a deletion', () => {
  it('leaves nothing but the id', () => {
    expect(task(created(), childCreated(), deleted()).state).toStrictEqual({ id: TASK, deleted_at: timeOf(2) });
  });
});
