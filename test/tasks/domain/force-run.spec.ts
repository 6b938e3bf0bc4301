import { failReasonMissing } from '../../../src/tasks/domain/decide/force-refusal.js';
import { forceFailRun, forceReleaseRun } from '../../../src/tasks/domain/decide/force-run.js';
import type { RunState } from '../../../src/tasks/domain/task-state.js';
import { RUN_STATUSES, type RunStatus } from '../../../src/tasks/domain/vocabulary.js';
import { ACTOR } from '../../support/given-when-then.js';
import { claimed, claimedWithoutLease, created, enqueued, HASH, known, released } from '../support/task-histories.js';
import { RUN, run, SESSION, task, taskWith, UNTIL } from '../support/task-histories.js';

const agent = { kind: 'agent_session', ref: 'sess-9' } as const;
const leased = { status: 'claimed', session_id: SESSION, claim_token_hash: HASH, lease_until: UNTIL } as const;
const forced = { by: ACTOR, claim_token_hash: HASH, lease_until: UNTIL };

const release = (one: RunState) => forceReleaseRun(taskWith([one]), one, { by: ACTOR });
const fail = (one: RunState) => forceFailRun(taskWith([one]), one, { by: ACTOR, reason: 'stuck' });
const others = (...allowed: RunStatus[]) => RUN_STATUSES.filter((status) => !allowed.includes(status));

describe('a force release', () => {
  it('takes the run from its holder and tells what the lease was', () => {
    const { state } = task(created(), enqueued(), claimed())
      .when((before) => forceReleaseRun(known(before), known(before).runs[0] ?? run(), { by: ACTOR, reason: 'stuck' }))
      .then(released({ reason: 'stuck', session_id: SESSION, forced }));
    expect(known(state).runs[0]).toStrictEqual(run({ lease_epoch: 1 }));
    expect(known(state)).toMatchObject({ status: 'ready' });
    expect(known(state).current_run_id).toBeUndefined();
  });

  it('of a run without a lease tells no more than who did it', () => {
    task(created(), enqueued(), claimedWithoutLease())
      .when((before) => forceReleaseRun(known(before), known(before).runs[0] ?? run(), { by: agent }))
      .then(released({ forced: { by: agent } }));
  });

  it.each(others('claimed'))('is refused for a %s run', (status) => {
    expect(release(run({ status }))).toMatchObject({
      code: 'task_run_not_releasable',
      details: {
        diagnostic: {
          code: 'task_run_not_releasable',
          severity: 'error',
          title: 'Task run cannot be force released',
          suggested_command: `GET /api/runs/${RUN}/inspect`,
          evidence: { run_id: RUN, status },
        },
      },
    });
  });
});

describe('a force fail', () => {
  it.each(['queued', 'claimed', 'needs_attention'] as const)('gives up a %s run', (status) => {
    const one = run(status === 'claimed' ? leased : { status });
    const words = { by: ACTOR, reason: 'stuck', metadata: { ticket: 7 } };
    const session = status === 'claimed' ? { session_id: SESSION } : {};
    expect(forceFailRun(taskWith([one]), one, words)).toStrictEqual([
      {
        type: 'task.run_operator_forced_fail',
        data: { run_id: RUN, previous_status: status, task_status: 'ready', ...words, ...session },
      },
    ]);
  });

  it('takes hash and lease away, and keeps who had it', () => {
    const { state } = task(created(), enqueued(), claimed())
      .when((before) => forceFailRun(known(before), known(before).runs[0] ?? run(), { by: ACTOR, reason: 'stuck' }))
      .then({
        type: 'task.run_operator_forced_fail',
        data: {
          ...{ run_id: RUN, by: ACTOR, previous_status: 'claimed', task_status: 'ready', reason: 'stuck' },
          session_id: SESSION,
        },
      });
    const [ended] = known(state).runs;
    expect(ended).toMatchObject({ status: 'failed', failure_kind: 'operator_forced', session_id: SESSION });
    expect(ended?.claimed_by).toEqual({ kind: 'agent_session', ref: SESSION });
    for (const gone of ['claim_token_hash', 'lease_until', 'heartbeat_at']) expect(ended).not.toHaveProperty(gone);
  });

  it.each([
    [1, {}, 'failed'],
    [2, {}, 'ready'],
    [2, { approval_policy: 'manual', approval_state: 'pending' }, 'blocked'],
  ] as const)('with %i attempts and %j leaves a task that is %s', (max_attempts, more, task_status) => {
    const one = run();
    const state = taskWith([one], { max_attempts, ...more });
    const events = forceFailRun(state, one, { by: ACTOR, reason: 'stuck' });
    expect(events).toMatchObject([{ data: { task_status } }]);
  });

  it.each(['completed', 'failed', 'canceled'] as const)('is refused for a %s run, which is no error', (status) => {
    expect(fail(run({ status }))).toMatchObject({
      code: 'task_run_already_terminal',
      details: {
        diagnostic: {
          severity: 'info',
          title: 'Task run is already terminal',
          suggested_command: `GET /api/runs/${RUN}/inspect`,
          evidence: { run_id: RUN, status },
        },
      },
    });
  });

  it.each(['starting', 'running'] as const)('is refused for a %s run, which is to be canceled', (status) => {
    expect(fail(run({ status }))).toMatchObject({
      code: 'task_run_still_active',
      details: {
        diagnostic: {
          severity: 'error',
          title: 'Task run is still active',
          suggested_command: `POST /api/task-runs/${RUN}/cancel {"reason": "stop before force fail"}`,
          evidence: { run_id: RUN, status },
        },
      },
    });
  });

  it('needs a reason, and says how to send one', () => {
    expect(failReasonMissing('/api/runs/run-1/fail', '{"reason":"r"}')).toMatchObject({
      code: 'force_op_requires_reason',
      details: {
        diagnostic: {
          title: 'Force fail requires a reason',
          suggested_command: 'POST /api/runs/run-1/fail {"reason":"r"}',
        },
      },
    });
  });
});
