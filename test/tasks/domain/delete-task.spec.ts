import { childRemoved, deleteTask, eraseTask } from '../../../src/tasks/domain/decide/delete-task.js';
import { RUN_STATUSES, TASK_STATUSES } from '../../../src/tasks/domain/vocabulary.js';
import { ACTOR, given, rejects, timeOf } from '../../support/given-when-then.js';
import { taskStream } from '../../../src/tasks/domain/task-stream.js';
import {
  childCreated,
  childRemoved as removed,
  claimed,
  created,
  deleted,
  enqueued,
  known,
  run,
  RUN,
  TASK,
  task,
  taskState,
  taskWith,
} from '../support/task-histories.js';

const ENDED = ['completed', 'failed', 'canceled'];

describe('deleting a task', () => {
  it('leaves its id and when it was deleted', () => {
    const { state } = task(created())
      .when((state) => deleteTask(known(state), ACTOR))
      .then(deleted());
    expect(state).toStrictEqual({ id: TASK, deleted_at: timeOf(1) });
  });

  it('names the parent and the workspace, and who did it', () => {
    const by = { kind: 'agent_session', ref: 'sess-1' } as const;
    task(created({ parent_task_id: 'task-0', scope: 'workspace', workspace_id: 'ws-1' }))
      .when((state) => deleteTask(known(state), by))
      .then(deleted({ scope: 'workspace', workspace_id: 'ws-1', parent_task_id: 'task-0', deleted_by: by }));
  });

  it.each(TASK_STATUSES)('is allowed in status %s', (status) => {
    const gone = [deleted({ final_status: status })];
    expect(deleteTask({ ...taskState(created()), status }, ACTOR)).toEqual(gone);
    expect(eraseTask({ ...taskState(created()), status }, ACTOR)).toEqual(gone);
  });

  it.each(RUN_STATUSES)('with a %s run is refused exactly while the run is open', (status) => {
    const expected = ENDED.includes(status) ? [{ type: 'task.deleted' }] : { code: 'task_has_open_runs' };
    expect(deleteTask(taskWith([run({ status })]), ACTOR)).toMatchObject(expected);
  });

  it('with children is refused, and that is told before an open run', () => {
    task(created(), childCreated(), enqueued())
      .when((state) => deleteTask(known(state), ACTOR))
      .then(rejects('task_has_children'));
  });

  it('lets its parent count down', () => {
    const { state } = task(created(), childCreated())
      .when(() => childRemoved('task-2'))
      .then(removed());
    expect(known(state)).toMatchObject({ child_count: 0, latest_event_seq: 2, last_activity_at: timeOf(1) });
  });
});

describe('deleting a task whatever it is at', () => {
  it.each(RUN_STATUSES)('cancels a %s run exactly while it is open', (status) => {
    const events = eraseTask(taskWith([run({ status })]), ACTOR);
    expect(events.map(({ type }) => type)).toEqual(
      ENDED.includes(status) ? ['task.deleted'] : ['task.run_canceled', 'task.deleted'],
    );
  });

  it('says why, and in which status the task ended', () => {
    const { state } = task(created(), childCreated(), enqueued(), claimed())
      .when((state) => eraseTask(known(state), ACTOR))
      .then(
        {
          type: 'task.run_canceled',
          data: { run_id: RUN, task_status: 'canceled', reason: 'task deleted', session_id: 'sess-1' },
        },
        deleted({ final_status: 'canceled' }),
      );
    expect(state).toStrictEqual({ id: TASK, deleted_at: timeOf(5) });
  });
});

describe('the tombstone', () => {
  it('gives on its own what it gives at the end of the stream', () => {
    expect(given(taskStream, deleted()).state).toStrictEqual({ id: TASK, deleted_at: timeOf(0) });
  });

  it('of a release that erased nothing needs the task before it', () => {
    const old = { type: 'task.deleted', data: {} } as const;
    expect(given(taskStream, created(), old).state).toStrictEqual({ id: TASK, deleted_at: timeOf(1) });
    expect(() => given(taskStream, old).state).toThrow('does not exist');
  });
});
