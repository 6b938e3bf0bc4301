import {
  inheritPause,
  pauseTask,
  reasonMissing,
  refuseOversizedPause,
  refuseUnlessPausable,
  resumeTask,
} from '../../../src/tasks/domain/decide/pause-task.js';
import { effectivePause } from '../../../src/tasks/domain/task-state.js';
import { TASK_STATUSES } from '../../../src/tasks/domain/vocabulary.js';
import { ACTOR, nothing, timeOf } from '../../support/given-when-then.js';
import {
  created,
  enqueued,
  known,
  paused,
  pauseInherited,
  resumed,
  task,
  TASK,
  taskState,
  taskWith,
} from '../support/task-histories.js';

const why = { by: ACTOR, reason: 'too early', metadata: { ticket: 7 } };

describe('pausing', () => {
  it('says who, why and since when, also of a task that is paused', () => {
    const agent = { kind: 'agent_session', ref: 'sess-1' } as const;
    const twice = task(created())
      .when((state) => pauseTask(known(state), why))
      .then(paused({ ...why }))
      .when((state) => pauseTask(known(state), { by: agent, reason: 'still' }))
      .then(paused({ by: agent, reason: 'still', previous_paused: true }));
    expect(twice.state).toMatchObject({
      paused: true,
      paused_by: 'agent_session:sess-1',
      paused_reason: 'still',
      paused_at: timeOf(2),
      updated_at: timeOf(2),
      status: 'ready',
    });
  });

  it.each(TASK_STATUSES)('of a task that is %s is refused exactly when it has ended', (status) => {
    const ended = ['completed', 'failed', 'canceled'].includes(status);
    const refusal = refuseUnlessPausable(taskWith([], { status }));
    expect(refusal === undefined).toBe(!ended);
    if (!ended) return;
    expect(refusal).toMatchObject({
      code: 'task_already_terminal',
      details: {
        diagnostic: { code: 'task_run_already_terminal', evidence: { task_id: TASK, task_status: status } },
      },
    });
  });

  it('needs a reason, and one that fits into an event', () => {
    expect(reasonMissing(TASK)).toMatchObject({ code: 'force_op_requires_reason' });
    expect(refuseOversizedPause({ reason: 'r', metadata: 'm'.repeat(16_000) })).toBeUndefined();
    expect(refuseOversizedPause({ reason: 'é'.repeat(40_000) })).toMatchObject({ code: 'payload_too_large' });
  });
});

describe('resuming', () => {
  it('takes all four members away, and is on record where there was no pause', () => {
    const twice = task(created(), paused())
      .when((state) => resumeTask(known(state), { by: ACTOR }))
      .then(resumed())
      .when((state) => resumeTask(known(state), { by: ACTOR, metadata: 1 }))
      .then(resumed({ metadata: 1, previous_paused: false }));
    const { paused: still, updated_at, ...state } = known(twice.state);
    expect([still, updated_at]).toEqual([false, timeOf(3)]);
    for (const member of ['paused_by', 'paused_at', 'paused_reason']) expect(state).not.toHaveProperty(member);
  });

  it('leaves what is inherited', () => {
    const state = taskState(created(), pauseInherited('task-0'), paused());
    expect(effectivePause(state)).toBe(TASK);
    expect(effectivePause(taskState(created(), pauseInherited('task-0'), paused(), resumed()))).toBe('task-0');
  });
});

describe('an inherited pause', () => {
  it('is told only where it changes, and shows in nothing that people follow', () => {
    const { state } = task(created(), enqueued())
      .when((before) => inheritPause(known(before), undefined))
      .then(nothing)
      .when((before) => inheritPause(known(before), 'task-0'))
      .then(pauseInherited('task-0'))
      .when((before) => inheritPause(known(before), 'task-0'))
      .then(nothing)
      .when((before) => inheritPause(known(before), undefined))
      .then(pauseInherited());
    const before = taskState(created(), enqueued());
    expect(state).toStrictEqual(before);
  });
});
