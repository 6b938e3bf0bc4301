import {
  type DocumentFacts,
  refuseUnclearPatch,
  type TaskPatch,
  updateTask,
} from '../../../src/tasks/domain/decide/update-task.js';
import type { TaskStream } from '../../../src/tasks/domain/task-state.js';
import { nothing } from '../../support/given-when-then.js';
import {
  canceled,
  claimed,
  completed,
  created,
  dependencyAdded,
  enqueued,
  failed,
  known,
  run,
  task,
  taskWith,
  updated,
} from '../support/task-histories.js';

const patch =
  (wanted: TaskPatch, facts: DocumentFacts = { metadata_differs: false }) =>
  (state: TaskStream) =>
    updateTask(known(state), wanted, facts);

const owner = { kind: 'pool', ref: 'builders' } as const;

describe('a patch', () => {
  it('names what really changes, and nothing else', () => {
    const wanted: TaskPatch = { title: 'Anew', priority: 'medium', max_attempts: 5, auto_enqueue_on_ready: false };
    task(created())
      .when(patch(wanted))
      .then(updated({ title: 'Anew', max_attempts: 5 }))
      .when(patch(wanted))
      .then(nothing);
  });

  it('sets, replaces and takes away the owner', () => {
    const other = { kind: 'pool', ref: 'testers' } as const;
    task(created())
      .when(patch({ clear_owner: true }))
      .then(nothing)
      .when(patch({ owner }))
      .then(updated({ owner }))
      .when(patch({ owner: { ...owner }, clear_owner: false }))
      .then(nothing)
      .when(patch({ owner: other }))
      .then(updated({ owner: other }))
      .when(patch({ owner: { ...other, kind: 'human' } }))
      .then(updated({ owner: { ...other, kind: 'human' } }))
      .when(patch({ clear_owner: true }))
      .then(updated({ owner: null }));
  });

  it('sets, replaces and takes away the channel', () => {
    task(created())
      .when(patch({ network_channel: '' }))
      .then(nothing)
      .when(patch({ network_channel: 'build' }))
      .then(updated({ network_channel: 'build' }))
      .when(patch({ network_channel: 'build' }))
      .then(nothing)
      .when(patch({ network_channel: '' }))
      .then(updated({ network_channel: null }));
  });

  it('compares the description with the one that is kept apart', () => {
    const kept = { description: 'at length', metadata_differs: false };
    task(created())
      .when(patch({ description: '' }))
      .then(nothing);
    task(created())
      .when(patch({ description: 'at length' }))
      .then(updated({ description: 'at length' }));
    task(created())
      .when(patch({ description: 'at length' }, kept))
      .then(nothing);
    task(created())
      .when(patch({ description: '' }, kept))
      .then(updated({ description: '' }));
    task(created())
      .when(patch({ title: 'Write it down' }, kept))
      .then(nothing);
  });

  it('replaces metadata that is another value', () => {
    task(created())
      .when(patch({ metadata: {} }, { metadata_differs: true }))
      .then(updated({ metadata: {} }));
    task(created())
      .when(patch({ metadata: '' }, { metadata_differs: true }))
      .then(updated({ metadata: '' }));
    task(created())
      .when(patch({ metadata: { a: 1 } }))
      .then(nothing);
  });

  it('of a canceled task is kept, and leaves it canceled', () => {
    task(created(), canceled())
      .when(patch({ title: 'Anew', approval_policy: 'manual', max_attempts: 10 }))
      .then(
        updated(
          { title: 'Anew', approval_policy: 'manual', max_attempts: 10 },
          { approval_state: 'pending', task_status: 'canceled' },
        ),
      );
  });
});

describe('a patch of the policy', () => {
  const toManual = patch({ approval_policy: 'manual' });
  const toNone = patch({ approval_policy: 'none' });
  const manual = { approval_policy: 'manual' } as const;
  const none = { approval_policy: 'none' } as const;

  it('to manual blocks a ready task until it is approved, and none frees it', () => {
    task(created())
      .when(toNone)
      .then(nothing)
      .when(toManual)
      .then(updated(manual, { approval_state: 'pending', task_status: 'blocked' }))
      .when(toManual)
      .then(nothing)
      .when(toNone)
      .then(updated(none, { approval_state: 'not_required' }));
  });

  it('leaves a draft a draft and a completed task completed', () => {
    task(created({ task_status: 'draft' }))
      .when(toManual)
      .then(updated(manual, { approval_state: 'pending', task_status: 'draft' }));
    task(created(), enqueued(), claimed(), completed())
      .when(toManual)
      .then(updated(manual, { approval_state: 'pending', task_status: 'completed' }));
  });

  it('leaves a task in progress, and one blocked that has an open dependency', () => {
    const working = taskWith([run({ status: 'running' })], { status: 'in_progress' });
    expect(updateTask(working, manual, { metadata_differs: false })).toEqual([
      updated(manual, { approval_state: 'pending', task_status: 'in_progress' }),
    ]);
    task(created({ approval_policy: 'manual', approval_state: 'pending', task_status: 'blocked' }), dependencyAdded())
      .when(toNone)
      .then(updated(none, { approval_state: 'not_required', task_status: 'blocked' }));
  });
});

describe('a patch of max_attempts', () => {
  const failedOnce = [created(), enqueued(), claimed(), failed()];
  const to = (max_attempts: number) => patch({ max_attempts });

  it('fails a task that has used them, and revives it', () => {
    task(...failedOnce)
      .when(to(1))
      .then(updated({ max_attempts: 1 }, { task_status: 'failed' }))
      .when(to(2))
      .then(updated({ max_attempts: 2 }));
  });

  it('revives a task to blocked where something blocks it', () => {
    const lowered = updated({ max_attempts: 1 }, { task_status: 'failed' });
    task(...failedOnce, lowered, dependencyAdded({ task_status: 'failed' }))
      .when(to(2))
      .then(updated({ max_attempts: 2 }, { task_status: 'blocked' }));
  });

  it('leaves a task alone that has an open run, or completed', () => {
    task(created(), enqueued(), claimed())
      .when(to(1))
      .then(updated({ max_attempts: 1 }));
    task(created(), enqueued(), claimed(), completed())
      .when(to(1))
      .then(updated({ max_attempts: 1 }, { task_status: 'completed' }));
  });
});

describe('an unclear patch', () => {
  it.each<[TaskPatch, string]>([
    [{}, 'no_mutable_field'],
    [{ clear_owner: false }, 'no_mutable_field'],
    [{ owner, clear_owner: true }, 'validation_failed'],
  ])('is refused: %j', (wanted, code) => {
    expect(refuseUnclearPatch(wanted)).toMatchObject({ code });
  });

  it.each<TaskPatch>([
    { clear_owner: true },
    { owner },
    { owner, clear_owner: false },
    { description: '' },
    { metadata: 0 },
  ])('is not: %j', (wanted) => {
    expect(refuseUnclearPatch(wanted)).toBeUndefined();
  });
});
