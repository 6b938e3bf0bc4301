import type { Actor } from '../../../src/ledger/event.js';
import { networkChannelOf, rejectStaleChannel } from '../../../src/tasks/domain/decide/reject-stale-channel.js';
import { bindStartedSession, failUnstarted, startRun } from '../../../src/tasks/domain/decide/start-run.js';
import { RUN_STATUSES } from '../../../src/tasks/domain/vocabulary.js';
import type { RunState, TaskState } from '../../../src/tasks/domain/task-state.js';
import { ACTOR, timeOf } from '../../support/given-when-then.js';
import {
  claimed,
  created,
  enqueued,
  HASH,
  known,
  RUN,
  run,
  SESSION,
  task,
  taskWith,
  UNTIL,
} from '../support/task-histories.js';

const AGENT: Actor = { kind: 'agent_session', ref: SESSION };
const now = timeOf(9);
const status = { run_id: RUN, task_status: 'in_progress' } as const;
const bound = { ...status, session_id: SESSION };
const starting = run({ status: 'starting', lease_epoch: 1 });
const leased = run({ status: 'claimed', session_id: SESSION, claim_token_hash: HASH, lease_until: UNTIL });

const start = (one: RunState, by: Actor = ACTOR, at = now) => startRun(taskWith([one]), one, by, { now: at });

describe('starting a run', () => {
  it('that is claimed and has no session waits for one', () => {
    expect(start(run({ status: 'claimed' }))).toStrictEqual([{ type: 'task.run_starting', data: status }]);
  });

  it('that has a session is one more step', () => {
    expect(start({ ...starting, session_id: SESSION })).toStrictEqual([{ type: 'task.run_started', data: bound }]);
  });

  it('that waits for its session is refused', () => {
    expect(start(starting)).toMatchObject({ code: 'invalid_status_transition' });
  });

  it.each(RUN_STATUSES.filter((one) => one !== 'claimed' && one !== 'starting'))('that is %s is refused', (one) => {
    expect(start(run({ status: one }))).toMatchObject({ code: 'invalid_status_transition' });
  });
});

describe('starting a run under a lease', () => {
  it('is all steps at once for its holder, on its own session, and keeps the lease', () => {
    const { state } = task(created(), enqueued(), claimed())
      .when((before, at) => startRun(known(before), known(before).runs[0] ?? leased, AGENT, { now: at }))
      .then(
        { type: 'task.run_starting', data: bound },
        { type: 'task.run_session_bound', data: bound },
        { type: 'task.run_started', data: bound },
      );
    expect(state).toMatchObject({
      status: 'in_progress',
      runs: [{ status: 'running', session_id: SESSION, claim_token_hash: HASH, lease_until: UNTIL }],
    });
  });

  it('is refused to everybody else', () => {
    const others: Actor[] = [ACTOR, { kind: 'human', ref: SESSION }, { kind: 'agent_session', ref: 'sess-2' }];
    for (const by of others) {
      expect(start(leased, by)).toMatchObject({ code: 'run_leased' });
      expect(start({ ...leased, status: 'starting' }, by)).toMatchObject({ code: 'run_leased' });
    }
  });

  it('is refused to its holder once the lease is over', () => {
    expect(start(leased, AGENT, UNTIL)).toMatchObject({ code: 'AUTONOMY_LEASE_EXPIRED' });
  });
});

describe('the session that was made', () => {
  const bind = (one: RunState) => bindStartedSession(taskWith([one]), one, { session_id: SESSION, lease_epoch: 1 });
  const fail = (one: RunState, more: Partial<TaskState> = {}) =>
    failUnstarted(taskWith([one], more), one, { error: 'no room', lease_epoch: 1 });

  it('is bound, and the run at work', () => {
    expect(bind(starting)).toStrictEqual([
      { type: 'task.run_session_bound', data: bound },
      { type: 'task.run_started', data: bound },
    ]);
  });

  it.each<[string, Partial<RunState>]>([
    ['has ended', { status: 'canceled' }],
    ['has another session', { session_id: 'sess-2' }],
    ['was claimed again', { lease_epoch: 2 }],
    ['is at work', { status: 'running', session_id: 'sess-2' }],
  ])('comes too late for a run that %s', (_words, more) => {
    expect(bind({ ...starting, ...more })).toMatchObject({ code: 'run_changed' });
    expect(fail({ ...starting, ...more })).toEqual([]);
  });

  it('or could not be made: then the run fails', () => {
    const data = { run_id: RUN, task_status: 'ready', error: 'no room' };
    expect(fail(starting)).toStrictEqual([{ type: 'task.run_failed', data }]);
    expect(fail(starting, { max_attempts: 1 })).toMatchObject([{ data: { task_status: 'failed' } }]);
  });
});

describe('the channel of a run', () => {
  const own = run({ status: 'claimed', network_channel: 'own' });

  it("is its own, else its task's", () => {
    expect(networkChannelOf(taskWith([own], { network_channel: 'team' }), own)).toBe('own');
    expect(networkChannelOf(taskWith([], { network_channel: 'team' }), run())).toBe('team');
    expect(networkChannelOf(taskWith([]), run())).toBeUndefined();
  });

  it.each<[string, Partial<TaskState>, string | undefined, boolean]>([
    ['a global task, nobody else uses it', {}, undefined, false],
    ['a global task, a workspace has it', {}, 'ws-1', true],
    ["a workspace's task, it is its own", { scope: 'workspace', workspace_id: 'ws-1' }, 'ws-1', false],
    ["a workspace's task, another one has it", { scope: 'workspace', workspace_id: 'ws-1' }, 'ws-2', true],
  ])('%s', (_words, more, channel_workspace_id, stale) => {
    const events = rejectStaleChannel(taskWith([own], more), own, 'attach', { channel_workspace_id });
    const data = { run_id: RUN, operation: 'attach', reason: 'stale_network_channel', network_channel: 'own' };
    expect(events).toStrictEqual(stale ? [{ type: 'task.run_rejected', data }] : []);
  });
});
