import { deleteProfile, setProfile } from '../../../src/profiles/domain/decide/change-profile.js';
import type { ProfileDraft } from '../../../src/profiles/domain/profile-draft.js';
import { DEFAULT_EXECUTION_PROFILE } from '../../../src/tasks/domain/execution-profile.js';
import type { TaskEvent } from '../../../src/tasks/domain/task-events.js';
import type { TaskStream } from '../../../src/tasks/domain/task-state.js';
import { taskStream } from '../../../src/tasks/domain/task-stream.js';
import { given, rejects, timeOf } from '../../support/given-when-then.js';
import { claimed, created, enqueued, known, TASK } from '../../tasks/support/task-histories.js';

const ALLOWED = { providerOverride: true, sandboxNone: true, sandboxRef: true };

const set = (draft: ProfileDraft) => (stream: TaskStream) => setProfile(known(stream), draft, ALLOWED);
const remove = (stream: TaskStream) => deleteProfile(known(stream));

const updated = (more: Partial<typeof DEFAULT_EXECUTION_PROFILE> = {}): TaskEvent => ({
  type: 'task.execution_profile_updated',
  data: { task_id: TASK, profile: { ...DEFAULT_EXECUTION_PROFILE, ...more } },
});
const deleted: TaskEvent = { type: 'task.execution_profile_deleted', data: { task_id: TASK } };
const WORKER = { mode: 'select', agent_name: 'ada', required_capabilities: ['sql'] } as const;

describe('setting the execution profile', () => {
  it('stores the whole document, keeps since when there is one, and tells claims', () => {
    const first = given(taskStream, created())
      .when(set({ worker: WORKER }))
      .then(updated({ worker: WORKER }));
    expect(first.state).toMatchObject({
      execution_profile: { created_at: timeOf(1), updated_at: timeOf(1) },
      claim_constraints: { agent_name: 'ada', required_capabilities: ['sql'] },
      updated_at: timeOf(0),
    });
    const second = first.when(set({})).then(updated());
    expect(second.state).toMatchObject({ execution_profile: { created_at: timeOf(1), updated_at: timeOf(2) } });
    expect(second.state).not.toHaveProperty('claim_constraints');
  });

  it('is an event also where nothing changes', () => {
    given(taskStream, created(), updated()).when(set({})).then(updated());
  });

  it('is possible while a run is queued', () => {
    given(taskStream, created(), enqueued()).when(set({})).then(updated());
  });

  it('is refused while a run is at work, whatever else is wrong', () => {
    const busy = given(taskStream, created(), enqueued(), claimed());
    busy.when(set({})).then(rejects('task_has_current_run'));
    busy.when(set({ worker: { mode: 'nonsense' } })).then(rejects('task_has_current_run'));
  });

  it('is refused for what the profile may not be', () => {
    given(taskStream, created())
      .when(set({ worker: { mode: 'nonsense' } }))
      .then(rejects('validation_failed'));
  });
});

describe('deleting the execution profile', () => {
  it('takes it away with what claims were told, once', () => {
    const gone = given(taskStream, created(), updated({ worker: WORKER }))
      .when(remove)
      .then(deleted);
    expect(gone.state).not.toHaveProperty('execution_profile');
    expect(gone.state).not.toHaveProperty('claim_constraints');
    gone.when(remove).then(rejects('execution_profile_not_found'));
  });

  it('is refused while a run is at work, also where there is nothing to delete', () => {
    given(taskStream, created(), enqueued(), claimed()).when(remove).then(rejects('task_has_current_run'));
  });

  it('begins anew with the next profile', () => {
    const again = given(taskStream, created(), updated(), deleted).when(set({})).then(updated());
    expect(again.state).toMatchObject({ execution_profile: { created_at: timeOf(3), updated_at: timeOf(3) } });
  });
});
