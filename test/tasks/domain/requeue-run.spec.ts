import { expireLease, releaseForEndedSession } from '../../../src/tasks/domain/decide/requeue-run.js';
import type { RunState } from '../../../src/tasks/domain/task-state.js';
import { RUN_STATUSES } from '../../../src/tasks/domain/vocabulary.js';
import { timeOf } from '../../support/given-when-then.js';
import { expired, HASH, released, run, SESSION, taskWith, UNTIL } from '../support/task-histories.js';

const leased = run({ status: 'claimed', session_id: SESSION, claim_token_hash: HASH, lease_until: UNTIL });
const sweep = { reason: 'scheduler_sweep' } as const;
const expire = (one: RunState, now = UNTIL) => expireLease(taskWith([one]), one, sweep, { now });
const ended = { session_id: SESSION, reason: 'session_stopped' };
const release = (one: RunState) => releaseForEndedSession(taskWith([one]), one, ended);

const NOT_ACTIVE = RUN_STATUSES.filter((status) => !['claimed', 'starting', 'running'].includes(status));

describe('an expired lease', () => {
  it('requeues the run and tells whose it was', () => {
    expect(expire({ ...leased, coordination_channel_id: 'coord-1' })).toStrictEqual([
      expired({
        session_id: SESSION,
        lease_until: UNTIL,
        previous_claim_token_hash: HASH,
        coordination_channel_id: 'coord-1',
      }),
    ]);
  });

  it('is expired exactly at its end, and not before', () => {
    expect(expire(leased, '2026-05-05T10:34:59.999Z')).toEqual([]);
    expect(expire(leased, UNTIL)).toHaveLength(1);
    expect(expire(leased, timeOf(301))).toHaveLength(1);
  });

  it('of a running run gives the task back', () => {
    const running = { ...leased, status: 'running' } as const;
    const state = taskWith([running], { status: 'in_progress' });
    expect(expireLease(state, running, { reason: 'claim_superseded' }, { now: UNTIL })).toMatchObject([
      { data: { previous_status: 'running', task_status: 'ready', reason: 'claim_superseded' } },
    ]);
  });

  it('cannot be had without a lease', () => {
    expect(expire({ ...leased, lease_until: undefined }, timeOf(9_999))).toEqual([]);
  });

  it.each(NOT_ACTIVE)('does nothing to a %s run', (status) => {
    expect(expire({ ...leased, status }, timeOf(9_999))).toEqual([]);
  });
});

describe('the end of a session', () => {
  it.each(['claimed', 'starting', 'running'] as const)('gives its %s run back, whatever the lease', (status) => {
    expect(release({ ...leased, status })).toStrictEqual([
      released({ previous_status: status, reason: 'session_stopped', session_id: SESSION }),
    ]);
  });

  it('leaves runs of others and runs without a lease', () => {
    expect(release({ ...leased, session_id: 'sess-2' })).toEqual([]);
    expect(release({ ...leased, claim_token_hash: undefined })).toEqual([]);
  });

  it.each(NOT_ACTIVE)('does nothing to a %s run', (status) => {
    expect(release({ ...leased, status })).toEqual([]);
  });
});
