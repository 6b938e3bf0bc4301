import { createTask, type CreateTask } from '../../../src/tasks/domain/decide/create-task.js';
import { ACTOR, nothing, ORIGIN, rejects, timeOf } from '../../support/given-when-then.js';
import { created, TASK, task, taskState } from '../support/task-histories.js';

const bare: CreateTask = {
  id: TASK,
  uuid: '0b9f2d4e-6a3b-4e8c-9a42-3f1f3c1c0001',
  scope: 'global',
  title: 'Write it down',
  priority: 'medium',
  max_attempts: 3,
  auto_enqueue_on_ready: false,
  draft: false,
  approval_policy: 'none',
};
const facts = { number: 1 };

describe('creating a task', () => {
  it('is one event that holds nothing which was not said', () => {
    task()
      .when((state) => createTask(state, bare, facts))
      .then(created());
  });

  it('keeps everything that was said', () => {
    const { draft: _draft, ...fields } = {
      ...bare,
      identifier: 'T-1',
      scope: 'workspace' as const,
      workspace_id: 'ws-1',
      network_channel: 'build',
      description: 'at length',
      owner: { kind: 'pool' as const, ref: 'builders' },
      metadata: { a: [1] },
    };
    task()
      .when((state) => createTask(state, { ...fields, draft: false }, facts))
      .then(created(fields));
  });

  it.each([
    [false, 'none', 'ready', 'not_required'],
    [false, 'manual', 'blocked', 'pending'],
    [true, 'none', 'draft', 'not_required'],
    [true, 'manual', 'draft', 'pending'],
  ] as const)('draft %p, approval %s: %s and %s', (draft, approval_policy, task_status, approval_state) => {
    task()
      .when((state) => createTask(state, { ...bare, draft, approval_policy }, facts))
      .then(created({ approval_policy, approval_state, task_status }));
  });

  it('never enqueues, whatever the flags', () => {
    task()
      .when((state) => createTask(state, { ...bare, auto_enqueue_on_ready: true }, facts))
      .then(created({ auto_enqueue_on_ready: true }), nothing);
  });

  it('is refused for an id that was ever used', () => {
    task(created())
      .when((state) => createTask(state, bare, facts))
      .then(rejects('duplicate_task_id'));
  });
});

describe('a created task', () => {
  it('starts with the times, cause and position of its event', () => {
    expect(taskState(created())).toStrictEqual({
      id: TASK,
      uuid: bare.uuid,
      number: 1,
      scope: 'global',
      title: 'Write it down',
      priority: 'medium',
      max_attempts: 3,
      auto_enqueue_on_ready: false,
      approval_policy: 'none',
      approval_state: 'not_required',
      status: 'ready',
      paused: false,
      created_by: ACTOR,
      origin: ORIGIN,
      created_at: timeOf(0),
      updated_at: timeOf(0),
      latest_event_seq: 1,
      last_activity_at: timeOf(0),
      runs: [],
      dependencies: [],
      child_count: 0,
    });
  });

  it('leaves its documents to the view', () => {
    const state = taskState(created({ description: 'at length', metadata: { a: 1 } }));
    expect(state).toMatchObject({ has_documents: true });
    expect(JSON.stringify(state)).not.toContain('at length');
    expect(state).not.toHaveProperty('metadata');
  });
});
