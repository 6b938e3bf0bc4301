import { publishTask } from '../../../src/tasks/domain/decide/publish-task.js';
import type { TaskStream } from '../../../src/tasks/domain/task-state.js';
import { TASK_STATUSES } from '../../../src/tasks/domain/vocabulary.js';
import { rejects } from '../../support/given-when-then.js';
import {
  approved,
  created,
  dependencyAdded,
  dependencyChanged,
  known,
  paused,
  pauseInherited,
  published,
  task,
  taskWith,
} from '../support/task-histories.js';

const publish = (state: TaskStream) => publishTask(known(state));
const draft = created({ task_status: 'draft' });
const manual = created({ task_status: 'draft', approval_policy: 'manual', approval_state: 'pending' });
const open = dependencyAdded({ task_status: 'draft' });

describe('publishing a draft', () => {
  it('makes it ready, once', () => {
    task(draft).when(publish).then(published()).when(publish).then(rejects('task_not_draft'));
  });

  it('is not kept back by a pause, its own or one above it', () => {
    task(draft, paused()).when(publish).then(published());
    task(draft, pauseInherited('task-0')).when(publish).then(published());
  });

  it('is refused while it would be blocked by an approval', () => {
    task(manual).when(publish).then(rejects('task_blocked'));
    task(manual, approved({ task_status: 'draft' }))
      .when(publish)
      .then(published({ approval_state: 'approved' }));
  });

  it('is refused while it would be blocked by a dependency', () => {
    task(draft, open).when(publish).then(rejects('task_blocked'));
    task(draft, open, dependencyChanged({ task_status: 'draft' }))
      .when(publish)
      .then(published());
  });

  it.each(TASK_STATUSES.filter((status) => status !== 'draft'))('is refused of a task that is %s', (status) => {
    expect(publishTask(taskWith([], { status }))).toMatchObject({ code: 'task_not_draft' });
  });
});
