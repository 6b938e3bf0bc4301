import { cancelRun } from '../../../src/tasks/domain/decide/cancel-run.js';
import { completeRun, failRun } from '../../../src/tasks/domain/decide/end-run.js';
import type { RunState, TaskState } from '../../../src/tasks/domain/task-state.js';
import { RUN_STATUSES } from '../../../src/tasks/domain/vocabulary.js';
import { timeOf } from '../../support/given-when-then.js';
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
} from '../support/task-histories.js';

const ENDS = {
  complete: (task: TaskState, one: RunState) => completeRun(task, one, { result: { words: 3 } }),
  fail: (task: TaskState, one: RunState) => failRun(task, one, { error: 'it broke', metadata: { code: 7 } }),
  cancel: (task: TaskState, one: RunState) => cancelRun(task, one, { reason: 'enough' }),
};
const FROM: Record<keyof typeof ENDS, RunState['status'][]> = {
  complete: ['running'],
  fail: ['starting', 'running'],
  cancel: ['queued', 'claimed', 'starting', 'running', 'needs_attention'],
};
const CASES = (Object.keys(ENDS) as (keyof typeof ENDS)[]).flatMap((verb) =>
  RUN_STATUSES.map((status) => [verb, status, FROM[verb].includes(status)] as const),
);

it.each(CASES)('an operator may %s a run that is %s: %p', (verb, status, allowed) => {
  const one = run({ status });
  const decided = ENDS[verb](taskWith([one]), one);
  if (allowed) expect(decided).toHaveLength(1);
  else expect(decided).toMatchObject({ code: 'invalid_status_transition' });
});

describe('completing and failing', () => {
  const running = run({ status: 'running', session_id: SESSION });

  it('say what came of it', () => {
    expect(ENDS.complete(taskWith([running]), running)).toStrictEqual([
      { type: 'task.run_completed', data: { run_id: RUN, task_status: 'completed', result: { words: 3 } } },
    ]);
    expect(completeRun(taskWith([running]), running, {})).toStrictEqual([
      { type: 'task.run_completed', data: { run_id: RUN, task_status: 'completed' } },
    ]);
    expect(ENDS.fail(taskWith([running]), running)).toStrictEqual([
      {
        type: 'task.run_failed',
        data: { run_id: RUN, task_status: 'ready', error: 'it broke', metadata: { code: 7 } },
      },
    ]);
    expect(ENDS.fail(taskWith([running], { max_attempts: 1 }), running)).toMatchObject([
      { data: { task_status: 'failed' } },
    ]);
  });

  it.each(RUN_STATUSES)('are refused for a run that is %s and was leased, whatever its status', (status) => {
    const leased = run({ status, session_id: SESSION, claim_token_hash: HASH });
    for (const verb of ['complete', 'fail'] as const) {
      expect(ENDS[verb](taskWith([leased]), leased)).toMatchObject({ code: 'run_leased' });
    }
  });
});

describe('canceling a run', () => {
  it.each(FROM.cancel)('that is %s asks its session to stop exactly when it works', (status) => {
    const one = run({ status, session_id: SESSION, claim_token_hash: HASH });
    const works = status === 'starting' || status === 'running';
    expect(ENDS.cancel(taskWith([one]), one)).toStrictEqual([
      {
        type: 'task.run_canceled',
        data: {
          ...{ run_id: RUN, task_status: 'canceled', reason: 'enough', session_id: SESSION },
          ...(works ? { cooperative_stop_requested: true } : {}),
        },
      },
    ]);
  });

  it('cancels the task with it, for good, and keeps claimer, session and hash, but not the lease', () => {
    const { state } = task(created(), enqueued(), claimed())
      .when((before) => cancelRun(known(before), known(before).runs[0] ?? run(), {}))
      .then({ type: 'task.run_canceled', data: { run_id: RUN, task_status: 'canceled', session_id: SESSION } });
    const after = known(state);
    expect(after).toMatchObject({ status: 'canceled', closed_at: timeOf(3) });
    expect(after).not.toHaveProperty('current_run_id');
    const [ended] = after.runs;
    expect(ended).toMatchObject({
      status: 'canceled',
      session_id: SESSION,
      claim_token_hash: HASH,
      ended_at: timeOf(3),
    });
    for (const gone of ['lease_until', 'heartbeat_at', 'session_stop']) expect(ended).not.toHaveProperty(gone);
  });
});
