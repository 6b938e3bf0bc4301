import {
  claimableOwners,
  type ClaimClass,
  claimableRun,
  type Claimer,
  mayClaim,
  preference,
} from '../../../src/tasks/domain/claimability.js';
import type { TaskState } from '../../../src/tasks/domain/task-state.js';
import { OWNER_KINDS, PRIORITIES, RUN_STATUSES, TASK_STATUSES } from '../../../src/tasks/domain/vocabulary.js';
import { timeOf } from '../../support/given-when-then.js';
import { RUN, run, SESSION, TASK, taskWith } from '../support/task-histories.js';

const claimable = (more: Partial<TaskState> = {}) => claimableRun(taskWith([run()], more));

describe('a run that claim-next may hand out', () => {
  it('is the queued one of a task that is open for work', () => {
    expect(claimable({ network_channel: 'build' })).toEqual({
      run_id: RUN,
      task_id: TASK,
      class: {
        workspace_id: null,
        owner: 'none',
        agent_name: null,
        allowed_agent_names: [],
        required_capabilities: [],
        preferred_capabilities: [],
      },
      channel: null,
      weight: 20,
      queued_at: timeOf(1),
    });
  });

  it('is none without a task, without a run, or without a queued one', () => {
    expect(claimableRun(null)).toBeUndefined();
    expect(claimableRun(taskWith([]))).toBeUndefined();
    for (const status of RUN_STATUSES.filter((one) => one !== 'queued')) {
      expect(claimableRun(taskWith([run({ status })]))).toBeUndefined();
    }
  });

  it.each(TASK_STATUSES)('of a %s task', (status) => {
    const expected = status === 'draft' || status === 'canceled' ? undefined : RUN;
    expect(claimable({ status })?.run_id).toBe(expected);
  });

  it('is none of a blocked task', () => {
    const dependency = { depends_on_task_id: 'task-0', created_at: timeOf(0), satisfied: false };
    expect(claimable({ dependencies: [dependency] })).toBeUndefined();
    expect(claimable({ dependencies: [{ ...dependency, satisfied: true }] })).toBeDefined();
    for (const approval_state of ['pending', 'rejected'] as const) {
      expect(claimable({ approval_policy: 'manual', approval_state })).toBeUndefined();
    }
    expect(claimable({ approval_policy: 'manual', approval_state: 'approved' })).toBeDefined();
  });

  it('is none of a paused task', () => {
    expect(claimable({ paused: true })).toBeUndefined();
  });

  it.each(OWNER_KINDS)('of a task that belongs to a %s', (kind) => {
    const expected = kind === 'pool' || kind === 'agent_session' ? `${kind}:x` : undefined;
    expect(claimable({ owner: { kind, ref: 'x' } })?.class.owner).toBe(expected);
  });

  it('weighs as its priority says', () => {
    expect(PRIORITIES.map((priority) => claimable({ priority })?.weight)).toEqual([10, 20, 30, 40]);
  });

  it('asks for the capabilities of run and profile together, in one order', () => {
    const state = taskWith([run({ required_capabilities: ['b', 'a'], preferred_capabilities: ['z'] })], {
      claim_constraints: {
        agent_name: 'ada',
        allowed_agent_names: [['ada'], ['ada', 'bob']],
        required_capabilities: ['c', 'a'],
        preferred_capabilities: ['y', 'z'],
      },
    });
    expect(claimableRun(state)?.class).toMatchObject({
      agent_name: 'ada',
      allowed_agent_names: [['ada'], ['ada', 'bob']],
      required_capabilities: ['a', 'b', 'c'],
      preferred_capabilities: ['y', 'z'],
    });
  });
});

describe('who may claim', () => {
  const claimer: Claimer = {
    session_id: SESSION,
    agent_name: 'ada',
    workspace_id: 'ws-1',
    channel: null,
    offered: new Set(['a', 'b']),
    priority_min: 0,
  };
  const target: ClaimClass = {
    workspace_id: 'ws-1',
    owner: 'none',
    agent_name: null,
    allowed_agent_names: [],
    required_capabilities: [],
    preferred_capabilities: [],
  };

  it.each<[string, Partial<ClaimClass>, boolean]>([
    ['nothing asked', {}, true],
    ['another workspace', { workspace_id: 'ws-2' }, false],
    ['a global task', { workspace_id: null }, false],
    ['the pool of the agent', { owner: 'pool:ada' }, true],
    ['another pool', { owner: 'pool:bob' }, false],
    ['the session itself', { owner: `agent_session:${SESSION}` }, true],
    ['another session', { owner: 'agent_session:sess-2' }, false],
    ['the agent by name', { agent_name: 'ada' }, true],
    ['another agent by name', { agent_name: 'Ada' }, false],
    ['a list that has the agent', { allowed_agent_names: [['bob', 'ada']] }, true],
    ['an empty list', { allowed_agent_names: [[], ['ada']] }, true],
    ['two lists of which one lacks it', { allowed_agent_names: [['ada'], ['bob']] }, false],
    ['capabilities that are offered', { required_capabilities: ['a', 'b'] }, true],
    ['one capability that is not', { required_capabilities: ['a', 'c'] }, false],
    ['preferences that are not', { preferred_capabilities: ['z'] }, true],
  ])('%s', (_words, more, may) => {
    expect(mayClaim(claimer, { ...target, ...more })).toBe(may);
  });

  it('a session without a workspace: global tasks only', () => {
    const global = { ...claimer, workspace_id: null };
    expect(mayClaim(global, { ...target, workspace_id: null })).toBe(true);
    expect(mayClaim(global, target)).toBe(false);
  });

  it('looks at three owners', () => {
    expect(claimableOwners(claimer)).toEqual(['none', 'pool:ada', `agent_session:${SESSION}`]);
  });

  it('counts the preferences that are offered', () => {
    expect(preference(claimer, { ...target, preferred_capabilities: ['a', 'b', 'c'] })).toBe(2);
    expect(preference(claimer, target)).toBe(0);
  });
});
