import {
  type AddFacts,
  addDependency,
  removeDependency,
} from '../../../src/tasks/domain/decide/change-dependencies.js';
import { dependencyChanged, dependencyDropped } from '../../../src/tasks/domain/decide/settle-dependency.js';
import { TASK_STATUSES } from '../../../src/tasks/domain/vocabulary.js';
import { nothing, rejects, timeOf } from '../../support/given-when-then.js';
import {
  BLOCKER,
  claimed,
  completed,
  created,
  dependencyAdded,
  dependencyChanged as changed,
  dependencyDropped as dropped,
  dependencyRemoved,
  enqueued,
  failed,
  known,
  run,
  TASK,
  task,
  taskWith,
} from '../support/task-histories.js';

const edge = { task_id: TASK, depends_on_task_id: BLOCKER };
const facts: AddFacts = { now: timeOf(1), target: { status: 'ready' }, closes_cycle: false };
const satisfied: AddFacts = { ...facts, target: { status: 'completed' } };

describe('adding a dependency', () => {
  it('on a task that is not completed blocks a ready one', () => {
    const { state } = task(created())
      .when((state) => addDependency(known(state), edge, facts))
      .then(dependencyAdded());
    expect(known(state)).toMatchObject({
      status: 'blocked',
      updated_at: timeOf(1),
      dependencies: [{ depends_on_task_id: BLOCKER, created_at: timeOf(1), satisfied: false }],
    });
  });

  it('on a completed task changes no status, and so no updated_at', () => {
    const { state } = task(created())
      .when((state) => addDependency(known(state), edge, satisfied))
      .then(dependencyAdded({ satisfied: true, task_status: 'ready' }));
    expect(known(state)).toMatchObject({ status: 'ready', updated_at: timeOf(0), last_activity_at: timeOf(1) });
  });

  it.each(TASK_STATUSES.filter((status) => status !== 'completed'))('a %s task blocks', (status) => {
    task(created())
      .when((state) => addDependency(known(state), edge, { ...facts, target: { status } }))
      .then(dependencyAdded());
  });

  it('keeps the workspace of the other task with the event', () => {
    task(created())
      .when((state) =>
        addDependency(known(state), edge, { ...facts, target: { status: 'ready', workspace_id: 'ws-2' } }),
      )
      .then(dependencyAdded({ depends_on_workspace_id: 'ws-2' }));
  });

  it('blocks a task whose run is queued or claimed, and leaves the run', () => {
    for (const history of [[enqueued()], [enqueued(), claimed()]]) {
      const { state } = task(created(), ...history)
        .when((state) => addDependency(known(state), edge, facts))
        .then(dependencyAdded());
      expect(known(state).runs).toHaveLength(1);
    }
  });

  it.each([
    ['draft', [created({ task_status: 'draft' })]],
    ['completed', [created(), enqueued(), claimed(), completed()]],
    ['failed', [created({ max_attempts: 1 }), enqueued(), claimed(), failed({ task_status: 'failed' })]],
  ] as const)('leaves a %s task as it is', (task_status, history) => {
    task(...history)
      .when((state) => addDependency(known(state), edge, facts))
      .then(dependencyAdded({ task_status }));
  });

  it('leaves a task in progress as it is', () => {
    const working = taskWith([run({ status: 'running' })], { status: 'in_progress' });
    expect(addDependency(working, edge, facts)).toEqual([dependencyAdded({ task_status: 'in_progress' })]);
  });

  it('is refused for an edge that exists, whatever else is wrong', () => {
    task(created(), dependencyAdded())
      .when((state) => addDependency(known(state), edge, { ...facts, closes_cycle: true }))
      .then(rejects('dependency_exists'));
  });

  it('is refused beyond 32 edges, and that before a cycle', () => {
    const edges = Array.from({ length: 32 }, (_, n) => dependencyAdded({ depends_on_task_id: `other-${n}` }));
    task(created(), ...edges)
      .when((state) => addDependency(known(state), edge, { ...facts, closes_cycle: true }))
      .then(rejects('too_many_dependencies'));
    task(created(), ...edges.slice(1))
      .when((state) => addDependency(known(state), edge, { ...facts, now: timeOf(32) }))
      .then(dependencyAdded());
  });

  it('is refused when it closes a cycle', () => {
    task(created())
      .when((state) => addDependency(known(state), edge, { ...facts, closes_cycle: true }))
      .then(rejects('dependency_cycle'));
  });
});

describe('removing a dependency', () => {
  it('makes a blocked task ready, and never queues it', () => {
    const { state } = task(created({ auto_enqueue_on_ready: true }), dependencyAdded())
      .when((state) => removeDependency(known(state), edge, { target: undefined }))
      .then(dependencyRemoved());
    expect(known(state)).toMatchObject({ status: 'ready', dependencies: [], updated_at: timeOf(2) });
  });

  it('leaves a task blocked that has another reason to be', () => {
    task(created({ approval_policy: 'manual', approval_state: 'pending', task_status: 'blocked' }), dependencyAdded())
      .when((state) => removeDependency(known(state), edge, { target: { status: 'ready', workspace_id: 'ws-2' } }))
      .then(dependencyRemoved({ task_status: 'blocked', depends_on_workspace_id: 'ws-2' }));
  });

  it('is refused where there is none', () => {
    task(created(), dependencyAdded({ depends_on_task_id: 'other' }))
      .when((state) => removeDependency(known(state), edge, { target: { status: 'ready' } }))
      .then(rejects('dependency_not_found'));
  });
});

describe('a dependent is told in its own stream', () => {
  it('that its blocker is completed, and that it is so no longer', () => {
    task(created(), dependencyAdded())
      .when((state) => dependencyChanged(known(state), BLOCKER, true))
      .then(changed())
      .when((state) => dependencyChanged(known(state), BLOCKER, true))
      .then(nothing)
      .when((state) => dependencyChanged(known(state), BLOCKER, false))
      .then(changed({ satisfied: false, task_status: 'blocked' }));
  });

  it('which moves neither its sequence nor its activity while its status stays', () => {
    const other = dependencyAdded({ depends_on_task_id: 'other' });
    const { state } = task(created(), dependencyAdded(), other)
      .when((state) => dependencyChanged(known(state), BLOCKER, true))
      .then(changed({ task_status: 'blocked' }));
    expect(known(state)).toMatchObject({ latest_event_seq: 3, last_activity_at: timeOf(2), updated_at: timeOf(1) });
  });

  it('that its blocker is deleted', () => {
    task(created(), dependencyAdded())
      .when((state) => dependencyDropped(known(state), BLOCKER))
      .then(dropped())
      .when((state) => dependencyDropped(known(state), BLOCKER))
      .then(nothing);
  });

  it('nothing of tasks that it does not wait for', () => {
    task(created())
      .when((state) => dependencyChanged(known(state), BLOCKER, true))
      .then(nothing);
  });
});
