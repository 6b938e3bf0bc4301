import type { Actor } from '../../../src/ledger/event.js';
import { claimExplicitly } from '../../../src/tasks/domain/decide/claim-explicitly.js';
import type { Owner, TaskState } from '../../../src/tasks/domain/task-state.js';
import { RUN_STATUSES } from '../../../src/tasks/domain/vocabulary.js';
import { ACTOR, timeOf } from '../../support/given-when-then.js';
import { created, enqueued, known, released, RUN, run, SESSION, task, taskWith } from '../support/task-histories.js';

const AGENT: Actor = { kind: 'agent_session', ref: SESSION };
const DAEMON: Actor = { kind: 'daemon', ref: 'scheduler' };

function claim(state: TaskState, by: Actor = ACTOR, scheduler_paused = false) {
  const [only = run()] = state.runs;
  return claimExplicitly(state, only, by, { scheduler_paused });
}

describe('an explicit claim', () => {
  it('gives the run to its caller: no session, no lease, another epoch', () => {
    const data = { run_id: RUN, task_status: 'ready', claimed_by: ACTOR, lease_epoch: 1 } as const;
    const { state } = task(created(), enqueued())
      .when((before) => claim(known(before)))
      .then({ type: 'task.run_claimed', data });
    expect(state).toMatchObject({ status: 'ready', current_run_id: RUN });
    expect(known(state).runs).toStrictEqual([
      run({ status: 'claimed', lease_epoch: 1, claimed_by: ACTOR, claimed_at: timeOf(2) }),
    ]);
    task(created(), enqueued(), { type: 'task.run_claimed', data }, released())
      .when((before) => claim(known(before)))
      .then({ type: 'task.run_claimed', data: { ...data, lease_epoch: 2 } });
  });

  it.each(RUN_STATUSES.filter((status) => status !== 'queued'))('is refused for a %s run', (status) => {
    expect(claim(taskWith([run({ status })], { status: 'ready' }))).toMatchObject({
      code: expect.stringMatching(/^(invalid_status_transition|task_not_executable)$/) as string,
    });
  });

  it.each([
    ['draft', { status: 'draft' }],
    ['canceled', { status: 'canceled' }],
    ['blocked', { approval_policy: 'manual', approval_state: 'pending' }],
  ] as const)('is refused on a task that is %s, before the run is looked at', (_words, more) => {
    expect(claim(taskWith([run()], more))).toMatchObject({ code: 'task_not_executable' });
  });
});

describe('the owner of a task', () => {
  const owned = (owner: Owner) => taskWith([run()], { owner });
  const refusal = { code: 'task_owned_by_other' };

  it('that is a pool keeps everybody away', () => {
    for (const by of [ACTOR, AGENT, DAEMON])
      expect(claim(owned({ kind: 'pool', ref: 'ada' }), by)).toMatchObject(refusal);
  });

  it('that is an agent session lets itself in, and the service', () => {
    const state = owned({ kind: 'agent_session', ref: SESSION });
    expect(claim(state, AGENT)).toMatchObject([{ data: { claimed_by: AGENT } }]);
    expect(claim(state, DAEMON)).toHaveLength(1);
    expect(claim(state, { kind: 'agent_session', ref: 'sess-2' })).toMatchObject(refusal);
    expect(claim(state, { kind: 'human', ref: SESSION })).toMatchObject(refusal);
  });

  it.each(['human', 'automation', 'extension', 'network_peer'] as const)('of kind %s keeps nobody away', (kind) => {
    for (const by of [ACTOR, AGENT]) expect(claim(owned({ kind, ref: 'somebody' }), by)).toHaveLength(1);
  });

  it('comes after the state of the run', () => {
    const state = taskWith([run({ status: 'needs_attention' })], { owner: { kind: 'pool', ref: 'ada' } });
    expect(claim(state)).toMatchObject({ code: 'invalid_status_transition' });
  });
});

describe('a pause', () => {
  const paused = [{ paused: true }, { pause_inherited_from: 'task-0' }].map((more) => taskWith([run()], more));

  it('of the task or above it holds back agents, not humans', () => {
    for (const state of paused) {
      expect(claim(state)).toHaveLength(1);
      expect(claim(state, AGENT)).toMatchObject({ code: 'task_paused' });
    }
  });

  it('of the scheduler does so too', () => {
    const state = taskWith([run()]);
    expect(claim(state, ACTOR, true)).toHaveLength(1);
    expect(claim(state, AGENT, true)).toMatchObject({ code: 'scheduler_paused' });
  });
});
