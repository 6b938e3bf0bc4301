import { claimRun, later, nextLeaseEpoch } from '../../../src/tasks/domain/decide/claim-run.js';
import type { TaskState, TaskStream } from '../../../src/tasks/domain/task-state.js';
import { RUN_STATUSES } from '../../../src/tasks/domain/vocabulary.js';
import { rejects, timeOf } from '../../support/given-when-then.js';
import {
  claimed,
  created,
  enqueued,
  expired,
  HASH,
  known,
  RUN,
  run,
  SESSION,
  task,
  taskState,
  taskWith,
} from '../support/task-histories.js';

const command = { session_id: SESSION, lease_seconds: 300 };
const facts = (now: string) => ({ now, claim_token_hash: HASH });
const claim = (state: TaskStream, now: string) => claimRun(known(state), runOf(known(state)), command, facts(now));

function runOf(state: TaskState) {
  const [only] = state.runs;
  if (!only) throw new Error('the task has no run');
  return only;
}

describe('claiming a run', () => {
  it('gives the session a lease from now; the task stays ready', () => {
    task(created(), enqueued())
      .when(claim)
      .then(claimed({ lease_until: timeOf(302) }))
      .when(claim)
      .then(rejects('invalid_status_transition'));
  });

  it('remembers the key of the claim', () => {
    task(created(), enqueued())
      .when((state, now) => claimRun(known(state), runOf(known(state)), { ...command, claim_key: 'k' }, facts(now)))
      .then(claimed({ lease_until: timeOf(302), claim_key: 'k' }));
  });

  it('raises the epoch with every claim, also after an expiry', () => {
    expect(nextLeaseEpoch(run())).toBe(1);
    task(created(), enqueued(), claimed(), expired())
      .when(claim)
      .then(claimed({ lease_until: timeOf(304), lease_epoch: 2 }));
  });

  it.each(RUN_STATUSES.filter((status) => status !== 'queued'))('is refused for a %s run', (status) => {
    const state = taskWith([run({ status })]);
    expect(claimRun(state, run({ status }), command, facts(timeOf(2)))).toMatchObject({
      code: 'invalid_status_transition',
    });
  });

  it('makes the run the current one and sets its times', () => {
    const state = taskState(created(), enqueued(), claimed({ claim_key: 'k' }));
    expect(state).toMatchObject({ status: 'ready', current_run_id: RUN, updated_at: timeOf(0), latest_event_seq: 3 });
    expect(state.runs).toStrictEqual([
      run({
        status: 'claimed',
        lease_epoch: 1,
        claimed_by: { kind: 'agent_session', ref: SESSION },
        session_id: SESSION,
        claim_token_hash: HASH,
        claim_key: 'k',
        lease_until: timeOf(300),
        claimed_at: timeOf(2),
        heartbeat_at: timeOf(2),
      }),
    ]);
  });
});

describe('the end of a lease', () => {
  it.each([
    [1, '2026-05-05T10:30:01.000Z'],
    [300, '2026-05-05T10:35:00.000Z'],
    [86_400, '2026-05-06T10:30:00.000Z'],
  ])('lies %p s ahead, in the same form', (seconds, until) => {
    expect(later(timeOf(0), seconds)).toBe(until);
  });

  it('keeps milliseconds', () => {
    expect(later('2026-12-31T23:59:59.999Z', 1)).toBe('2027-01-01T00:00:00.999Z');
  });
});
