import { attachSession, type AttachFacts } from '../../../src/tasks/domain/decide/attach-session.js';
import type { RunState, TaskState } from '../../../src/tasks/domain/task-state.js';
import { RUN_STATUSES } from '../../../src/tasks/domain/vocabulary.js';
import { HASH, RUN, run, SESSION, taskWith, UNTIL } from '../support/task-histories.js';

const free: AttachFacts = { session: { state: 'active' }, has_run: false };
const attach = (more: Partial<RunState> = {}, facts: AttachFacts = free, task: Partial<TaskState> = {}) => {
  const one = run({ status: 'claimed', ...more });
  return attachSession(taskWith([one], task), one, { session_id: SESSION }, facts);
};
const bound = [
  { type: 'task.run_session_bound', data: { run_id: RUN, task_status: 'in_progress', session_id: SESSION } },
];

describe('attaching a session', () => {
  it('takes a run that is claimed or starting without one', () => {
    expect(attach()).toStrictEqual(bound);
    expect(attach({ status: 'starting' })).toStrictEqual(bound);
  });

  it.each(['starting', 'active', 'stopping'] as const)('takes one that is %s', (state) => {
    expect(attach({}, { ...free, session: { state } })).toStrictEqual(bound);
  });

  it('takes one of the workspace of the task, and any for a global one', () => {
    const session = { state: 'active', workspace_id: 'ws-1' } as const;
    expect(attach({}, { ...free, session })).toStrictEqual(bound);
    const here = { scope: 'workspace', workspace_id: 'ws-1' } as const;
    expect(attach({}, { ...free, session }, here)).toStrictEqual(bound);
    for (const other of [free.session, { ...session, workspace_id: 'ws-2' }]) {
      expect(attach({}, { ...free, session: other }, here)).toMatchObject({ code: 'session_in_other_workspace' });
    }
  });

  it.each(RUN_STATUSES.filter((status) => status !== 'claimed' && status !== 'starting'))(
    'is refused for a run that is %s',
    (status) => {
      expect(attach({ status })).toMatchObject({ code: 'invalid_status_transition' });
    },
  );

  it('is refused for a run that has a session, leased or not, whatever its status', () => {
    const leased = { session_id: 'sess-2', claim_token_hash: HASH, lease_until: UNTIL };
    for (const more of [leased, { session_id: 'sess-2' }, { status: 'completed', session_id: 'sess-2' } as const]) {
      expect(attach(more)).toMatchObject({ code: 'run_already_bound' });
    }
  });

  it('asks first for the other run of the session, then for the session, then whether it lives', () => {
    expect(attach({}, { session: { state: 'stopped' }, has_run: true })).toMatchObject({
      code: 'session_already_bound',
    });
    expect(attach({}, { session: undefined, has_run: false })).toMatchObject({ code: 'session_not_found' });
    expect(attach({}, { session: { state: 'stopped' }, has_run: false })).toMatchObject({ code: 'session_not_live' });
  });
});
