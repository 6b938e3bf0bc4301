import {
  type DirectorySession,
  type LossFacts,
  recoverLostRun,
} from '../../../src/tasks/domain/decide/recover-lost-run.js';
import { existingTask, type RunState } from '../../../src/tasks/domain/task-state.js';
import { RUN_STATUSES } from '../../../src/tasks/domain/vocabulary.js';
import { timeOf } from '../../support/given-when-then.js';
import {
  claimedWithoutLease,
  created,
  enqueued,
  HASH,
  RUN,
  run,
  SESSION,
  task,
  taskWith,
} from '../support/task-histories.js';

const NOW = timeOf(100);
const stopped: DirectorySession = { state: 'stopped', stop_reason: 'done' };
const bound = (status: RunState['status'], more: Partial<RunState> = {}) =>
  run({ status, session_id: SESSION, lease_epoch: 1, ...more });
const recover = (one: RunState, facts: Partial<LossFacts> = {}) =>
  recoverLostRun(taskWith([one]), one, { now: NOW, ...facts });

const LOSS = { reason: 'session_lost', session_id: SESSION, session_state: 'stopped' };

describe('a run without a lease whose session is gone', () => {
  it('is queued again when it was only claimed', () => {
    expect(recover(bound('claimed'), { session: stopped })).toStrictEqual([
      {
        type: 'task.run_recovered',
        data: {
          ...{ run_id: RUN, action: 'requeue', previous_status: 'claimed', task_status: 'ready' },
          ...{ ...LOSS, classification: 'orphaned', detail: 'its session was stopped: done' },
        },
      },
    ]);
  });

  it.each(['starting', 'running'] as const)('fails when it was %s, and both events say why', (previous_status) => {
    const evidence = {
      ...{ ...LOSS, previous_status, classification: 'crashed' },
      detail: 'its session was stopped: unresponsive',
    };
    const session = { state: 'stopped', stop_reason: 'unresponsive' };
    expect(recover(bound(previous_status), { session })).toStrictEqual([
      {
        type: 'task.run_failed',
        data: {
          run_id: RUN,
          task_status: 'ready',
          error:
            `the run was lost with its session (session ${SESSION}, crashed): ` +
            'its session was stopped: unresponsive',
          metadata: evidence,
        },
      },
      { type: 'task.run_recovered', data: { run_id: RUN, action: 'fail', task_status: 'ready', ...evidence } },
    ]);
  });

  it('ends its task when no attempt is left', () => {
    const one = bound('running');
    const last = taskWith([one], { max_attempts: 1, status: 'in_progress' });
    const events = recoverLostRun(last, one, { now: NOW, session: stopped });
    expect(events.map(({ data }) => data)).toMatchObject([{ task_status: 'failed' }, { task_status: 'failed' }]);
  });

  it.each<[string, DirectorySession | undefined, string, string]>([
    ['unknown to the directory', undefined, 'missing', 'its session is not known'],
    ['stopped with a failure', { ...stopped, failure_kind: 'oom' }, 'crashed', 'its session was stopped: oom'],
    ['stopped without a word', { state: 'stopped' }, 'orphaned', 'its session was stopped'],
  ])('that is %s is classified so', (_what, session, classification, detail) => {
    const [event] = recover(bound('claimed'), session ? { session } : {});
    expect(event?.data).toMatchObject({ classification, detail });
    expect('session_state' in (event?.data ?? {})).toBe(session !== undefined);
  });
});

describe('nothing is lost', () => {
  it.each(['starting', 'active', 'stopping'])('while the session is %s', (state) => {
    for (const status of ['claimed', 'starting', 'running'] as const) {
      expect(recover(bound(status), { session: { state } })).toEqual([]);
    }
  });

  it('of a run with a lease: that one expires', () => {
    expect(recover(bound('running', { claim_token_hash: HASH, lease_until: timeOf(1) }))).toEqual([]);
  });

  it.each(RUN_STATUSES.filter((status) => !['claimed', 'starting', 'running'].includes(status)))(
    'of a run that is %s',
    (status) => expect(recover(bound(status), { session: stopped })).toEqual([]),
  );

  it('of a run that an operator claimed and gave no session', () => {
    expect(recover(run({ status: 'claimed' }))).toEqual([]);
  });
});

describe('a start that was broken off', () => {
  const starting = run({ status: 'starting', starting_since: timeOf(10) });

  it('fails the run a minute after it began, and not before', () => {
    expect(recover(starting, { now: timeOf(69) })).toEqual([]);
    expect(recover(starting, { now: timeOf(70) })).toMatchObject([
      {
        type: 'task.run_failed',
        data: {
          error: expect.stringContaining('(no session, missing): the start of its session was broken off') as string,
        },
      },
      {
        type: 'task.run_recovered',
        data: { action: 'fail', previous_status: 'starting', classification: 'missing' },
      },
    ]);
  });

  it('is known from the events: it begins with the start and is over with a session, or with the run', () => {
    const begun = task(created(), enqueued(), claimedWithoutLease(), {
      type: 'task.run_starting',
      data: { run_id: RUN, task_status: 'in_progress' },
    });
    const since = (history: typeof begun) => existingTask(history.state)?.runs[0]?.starting_since;
    expect(since(begun)).toBe(timeOf(3));
    const data = { run_id: RUN, task_status: 'in_progress', session_id: SESSION } as const;
    const bindings = [
      { type: 'task.run_session_bound', data } as const,
      { type: 'task.run_failed', data: { run_id: RUN, task_status: 'ready', error: 'no' } } as const,
      {
        type: 'task.run_released',
        data: { run_id: RUN, task_status: 'ready', previous_status: 'starting' },
      } as const,
    ];
    for (const event of bindings) expect(since(task(...begun.history, event))).toBeUndefined();
  });
});
