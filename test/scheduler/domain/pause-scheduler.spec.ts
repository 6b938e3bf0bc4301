import { pauseScheduler, resumeScheduler } from '../../../src/scheduler/domain/decide/pause-scheduler.js';
import type { SchedulerEvent } from '../../../src/scheduler/domain/scheduler-events.js';
import { schedulerStream } from '../../../src/scheduler/domain/scheduler-stream.js';
import { ACTOR, given, timeOf } from '../../support/given-when-then.js';

const by = ACTOR;
const agent = { kind: 'agent_session', ref: 'sess-1' } as const;

const pausedBy = (actor: typeof by | typeof agent, previous_paused: boolean, reason?: string): SchedulerEvent => ({
  type: 'scheduler.paused',
  data: { by: actor, ...(reason === undefined ? {} : { reason }), previous_paused, active_claims: 2 },
});
const resumed = (previous_paused: boolean): SchedulerEvent => ({
  type: 'scheduler.resumed',
  data: { by, previous_paused, active_claims: 0 },
});

describe('pausing the scheduler', () => {
  it('is told with who, why, and the claims that go on', () => {
    given(schedulerStream)
      .when((state) => pauseScheduler(state, { by, reason: 'deployment' }, { active_claims: 2 }))
      .then(pausedBy(by, false, 'deployment'));
  });

  it('is told again when it is paused already', () => {
    given(schedulerStream, pausedBy(by, false, 'deployment'))
      .when((state) => pauseScheduler(state, { by: agent }, { active_claims: 2 }))
      .then(pausedBy(agent, true));
  });

  it('is as the last one said: by, at and reason are its own', () => {
    const { state } = given(schedulerStream, pausedBy(by, false, 'deployment'), pausedBy(agent, true));
    expect(state).toStrictEqual({
      paused: true,
      paused_by: 'agent_session:sess-1',
      paused_at: timeOf(1),
      updated_at: timeOf(1),
      drains: [],
    });
  });
});

describe('resuming the scheduler', () => {
  it('is told, also when it is not paused', () => {
    given(schedulerStream)
      .when((state) => resumeScheduler(state, { by }, { active_claims: 0 }))
      .then(resumed(false));
  });

  it('leaves nothing of the pause', () => {
    const history = given(schedulerStream, pausedBy(by, false, 'deployment'));
    const { state } = history
      .when((paused) => resumeScheduler(paused, { by }, { active_claims: 0 }))
      .then(resumed(true));
    expect(state).toStrictEqual({ paused: false, updated_at: timeOf(1), drains: [] });
  });

  it('keeps its reason in the event alone', () => {
    given(schedulerStream)
      .when((state) => resumeScheduler(state, { by, reason: 'deployed' }, { active_claims: 1 }))
      .then({
        type: 'scheduler.resumed',
        data: { by, reason: 'deployed', previous_paused: false, active_claims: 1 },
      });
  });
});
