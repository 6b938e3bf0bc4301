import { childRemoved, deleteTask } from '../../../src/tasks/domain/decide/delete-task.js';
import { RUN_STATUSES, TASK_STATUSES } from '../../../src/tasks/domain/vocabulary.js';
import { rejects, timeOf } from '../../support/given-when-then.js';
import {
  childCreated,
  childRemoved as removed,
  created,
  deleted,
  enqueued,
  known,
  run,
  TASK,
  task,
  taskState,
  taskWith,
} from '../support/task-histories.js';

describe('deleting a task', () => {
  it('leaves its id and when it was deleted', () => {
    const { state } = task(created())
      .when((state) => deleteTask(known(state)))
      .then(deleted());
    expect(state).toStrictEqual({ id: TASK, deleted_at: timeOf(1) });
  });

  it('names the parent', () => {
    task(created({ parent_task_id: 'task-0' }))
      .when((state) => deleteTask(known(state)))
      .then({ type: 'task.deleted', data: { parent_task_id: 'task-0' } });
  });

  it.each(TASK_STATUSES)('is allowed in status %s', (status) => {
    expect(deleteTask({ ...taskState(created()), status })).toEqual([deleted()]);
  });

  it.each(RUN_STATUSES)('with a %s run is refused exactly while the run is open', (status) => {
    const ended = ['completed', 'failed', 'canceled'].includes(status);
    expect(deleteTask(taskWith([run({ status })]))).toMatchObject(ended ? [deleted()] : { code: 'task_has_open_runs' });
  });

  it('with children is refused, and that is told before an open run', () => {
    task(created(), childCreated(), enqueued())
      .when((state) => deleteTask(known(state)))
      .then(rejects('task_has_children'));
  });

  it('lets its parent count down', () => {
    const { state } = task(created(), childCreated())
      .when(() => childRemoved('task-2'))
      .then(removed());
    expect(known(state)).toMatchObject({ child_count: 0, latest_event_seq: 2, last_activity_at: timeOf(1) });
  });
});
