import { completeDrain, drainScheduler } from '../../../src/scheduler/domain/decide/drain-scheduler.js';
import type { DrainCompleted, DrainStarted, SchedulerEvent } from '../../../src/scheduler/domain/scheduler-events.js';
import type { SchedulerState } from '../../../src/scheduler/domain/scheduler-state.js';
import { schedulerStream } from '../../../src/scheduler/domain/scheduler-stream.js';
import { ACTOR, given, nothing, timeOf } from '../../support/given-when-then.js';

const by = ACTOR;
const words = { by, reason: 'scheduler drain' };

/** A drain that began with the first event of a history and may take a minute. */
const started = (more: Partial<DrainStarted> = {}): SchedulerEvent => ({
  type: 'scheduler.drain_started',
  data: {
    drain_id: 'drain-1',
    ...words,
    previous_paused: false,
    started_at: timeOf(0),
    deadline_at: timeOf(60),
    ...more,
  },
});

const completed = (more: Partial<DrainCompleted> = {}): SchedulerEvent => ({
  type: 'scheduler.drain_completed',
  data: {
    drain_id: 'drain-1',
    ...words,
    previous_paused: false,
    paused: true,
    remaining_claims: 0,
    timed_out: false,
    started_at: timeOf(0),
    completed_at: timeOf(1),
    ...more,
  },
});

const resumed: SchedulerEvent = {
  type: 'scheduler.resumed',
  data: { by, previous_paused: true, active_claims: 1 },
};

describe('a drain', () => {
  const drain = (timeout_seconds: number) => ({ drain_id: 'drain-1', ...words, timeout_seconds });

  it('pauses and waits while there are claims', () => {
    const { state } = given(schedulerStream)
      .when((before, now) => drainScheduler(before, drain(60), { now, active_claims: 1 }))
      .then(started());
    expect(state).toMatchObject({ paused: true, paused_by: 'human:local-user', reason: 'scheduler drain' });
    expect(state.drains.map(({ id }) => id)).toEqual(['drain-1']);
  });

  it('is over at once when there are none', () => {
    const { state } = given(schedulerStream)
      .when((before, now) => drainScheduler(before, drain(60), { now, active_claims: 0 }))
      .then(started(), completed({ completed_at: timeOf(0) }));
    expect(state).toMatchObject({ paused: true, drains: [] });
  });

  it('looks once when it may take no time', () => {
    given(schedulerStream)
      .when((before, now) => drainScheduler(before, drain(0), { now, active_claims: 3 }))
      .then(
        started({ deadline_at: timeOf(0) }),
        completed({ completed_at: timeOf(0), remaining_claims: 3, timed_out: true }),
      );
  });

  it('tells that it was paused before', () => {
    const before: SchedulerEvent = { type: 'scheduler.paused', data: { by, previous_paused: false, active_claims: 1 } };
    const times = { started_at: timeOf(1), deadline_at: timeOf(61) };
    given<SchedulerState, SchedulerEvent>(schedulerStream, before)
      .when((state, now) => drainScheduler(state, drain(60), { now, active_claims: 1 }))
      .then(started({ previous_paused: true, ...times }));
  });
});

describe('the end of a drain', () => {
  const end = (active_claims: number, at?: string) => (state: typeof schedulerStream.initial, now: string) =>
    completeDrain(state, { drain_id: 'drain-1' }, { now: at ?? now, active_claims });

  it('comes with the last claim', () => {
    const { state } = given(schedulerStream, started()).when(end(0)).then(completed());
    expect(state).toMatchObject({ paused: true, drains: [] });
  });

  it('does not come before, while there is time', () => {
    given(schedulerStream, started())
      .when(end(1, timeOf(59)))
      .then(nothing);
  });

  it('comes at the deadline, with the claims that remain', () => {
    given(schedulerStream, started())
      .when(end(2, timeOf(60)))
      .then(completed({ completed_at: timeOf(60), remaining_claims: 2, timed_out: true }));
  });

  it('has reached its aim when the last claim ends with the time', () => {
    given(schedulerStream, started())
      .when(end(0, timeOf(60)))
      .then(completed({ completed_at: timeOf(60) }));
  });

  it('comes once', () => {
    given(schedulerStream, started(), completed()).when(end(0)).then(nothing);
  });

  it('comes also after somebody resumed, and tells so', () => {
    given(schedulerStream, started(), resumed)
      .when(end(0))
      .then(completed({ paused: false, completed_at: timeOf(2) }));
  });

  it('is that of one drain: others go on', () => {
    const other = started({ drain_id: 'drain-2', previous_paused: true, deadline_at: timeOf(90) });
    const { state } = given(schedulerStream, started(), other)
      .when(end(1, timeOf(60)))
      .then(completed({ completed_at: timeOf(60), remaining_claims: 1, timed_out: true }));
    expect(state.drains.map(({ id }) => id)).toEqual(['drain-2']);
  });
});
