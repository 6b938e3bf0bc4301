import { approveTask, rejectTask } from '../../../src/tasks/domain/decide/decide-approval.js';
import type { TaskEvent } from '../../../src/tasks/domain/task-events.js';
import type { TaskStream } from '../../../src/tasks/domain/task-state.js';
import { APPROVAL_STATES } from '../../../src/tasks/domain/vocabulary.js';
import { rejects } from '../../support/given-when-then.js';
import {
  approved,
  claimed,
  completed,
  created,
  dependencyAdded,
  enqueued,
  failed,
  known,
  published,
  rejected,
  run,
  task,
  taskWith,
  updated,
} from '../support/task-histories.js';

const approve = (state: TaskStream) => approveTask(known(state));
const reject = (state: TaskStream) => rejectTask(known(state));

const asked = { approval_policy: 'manual', approval_state: 'pending' } as const;
const waiting = created({ ...asked, task_status: 'blocked' });
const draft = created({ ...asked, task_status: 'draft' });
const open = (task_status: 'blocked' | 'draft') => dependencyAdded({ task_status });
/** The policy changed while the task was at work. */
const asking = (task_status: 'completed' | 'ready') =>
  updated({ approval_policy: 'manual' }, { approval_state: 'pending', task_status });
const ended = (end: TaskEvent) => [created(), enqueued(), claimed(), end];

describe('approving', () => {
  it('makes a task ready that waited for nothing else', () => {
    task(waiting).when(approve).then(approved()).when(approve).then(rejects('approval_not_pending'));
  });

  it('leaves a task blocked that has an open dependency', () => {
    task(waiting, open('blocked'))
      .when(approve)
      .then(approved({ task_status: 'blocked' }));
  });

  it('publishes a draft with it', () => {
    task(draft)
      .when(approve)
      .then(approved({ task_status: 'draft' }), published({ approval_state: 'approved' }));
  });

  it('publishes a draft with an open dependency, to blocked', () => {
    task(draft, open('draft'))
      .when(approve)
      .then(approved({ task_status: 'draft' }), published({ approval_state: 'approved', task_status: 'blocked' }));
  });

  it('frees a queued run, and leaves one at work where it is', () => {
    task(waiting, enqueued({ task_status: 'blocked' }))
      .when(approve)
      .then(approved());
    const working = taskWith([run({ status: 'running' })], { ...asked, status: 'in_progress' });
    expect(approveTask(working)).toEqual([approved({ task_status: 'in_progress' })]);
  });

  it('does not look at how the task ended: its next run needs the approval', () => {
    task(...ended(completed()), asking('completed'))
      .when(approve)
      .then(approved({ task_status: 'completed' }));
    task(...ended(failed()), asking('ready'))
      .when(approve)
      .then(approved());
  });
});

describe('rejecting', () => {
  it('leaves a task blocked, for good', () => {
    task(waiting).when(reject).then(rejected()).when(reject).then(rejects('approval_not_pending'));
    task(waiting, rejected()).when(approve).then(rejects('approval_not_pending'));
  });

  it('is open again when the policy has changed to none and back', () => {
    const none = updated({ approval_policy: 'none' }, { approval_state: 'not_required' });
    const again = updated({ approval_policy: 'manual' }, { approval_state: 'pending', task_status: 'blocked' });
    task(waiting, rejected(), none, again).when(reject).then(rejected());
    task(waiting, rejected(), none, again).when(approve).then(approved());
  });

  it('leaves a draft a draft, and a run at work where it is', () => {
    task(draft)
      .when(reject)
      .then(rejected({ task_status: 'draft' }));
    const working = taskWith([run({ status: 'running' })], { ...asked, status: 'in_progress' });
    expect(rejectTask(working)).toEqual([rejected({ task_status: 'in_progress' })]);
  });

  it('leaves a queued run open', () => {
    const after = task(waiting, enqueued({ task_status: 'blocked' }))
      .when(reject)
      .then(rejected());
    expect(known(after.state).runs[0]?.status).toBe('queued');
  });

  it.each(['completed', 'failed', 'canceled'] as const)('is refused of a task that is %s', (status) => {
    expect(rejectTask(taskWith([], { ...asked, status }))).toMatchObject({ code: 'invalid_status_transition' });
  });
});

describe('both', () => {
  it('are refused of a task that needs no approval', () => {
    task(created()).when(approve).then(rejects('approval_not_pending'));
    task(created()).when(reject).then(rejects('approval_not_pending'));
  });

  it.each(APPROVAL_STATES.filter((state) => state !== 'pending'))('are refused of one that is %s', (approval_state) => {
    const decided = taskWith([], { approval_policy: 'manual', approval_state, status: 'blocked' });
    expect(approveTask(decided)).toMatchObject({ code: 'approval_not_pending' });
    expect(rejectTask(decided)).toMatchObject({ code: 'approval_not_pending' });
  });
});
