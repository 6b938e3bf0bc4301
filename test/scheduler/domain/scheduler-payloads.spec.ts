/** What people see of the scheduler's events (`runs.md` 6). */
import { schedulerStream } from '../../../src/scheduler/domain/scheduler-stream.js';
import { timeOf } from '../../support/given-when-then.js';

const { events } = schedulerStream;
const by = { kind: 'agent_session', ref: 'sess-1' } as const;
const manual = { manual: true, actor_kind: 'agent_session', actor_id: 'sess-1' };
const drain = {
  drain_id: 'drain-1',
  by,
  reason: 'scheduler drain',
  previous_paused: false,
  started_at: timeOf(0),
};

it.each([
  [
    'a pause',
    events['scheduler.paused'].payload?.({ by, reason: 'why', previous_paused: true, active_claims: 3 }),
    { ...manual, reason: 'why', previous_paused: true, paused: true, active_claims: 3 },
  ],
  [
    'a pause without a reason',
    events['scheduler.paused'].payload?.({ by, previous_paused: false, active_claims: 0 }),
    { ...manual, previous_paused: false, paused: true },
  ],
  [
    'a resumption',
    events['scheduler.resumed'].payload?.({ by, reason: 'done', previous_paused: true, active_claims: 1 }),
    { ...manual, reason: 'done', previous_paused: true, paused: false, active_claims: 1 },
  ],
  [
    'the beginning of a drain',
    events['scheduler.drain_started'].payload?.({ ...drain, deadline_at: timeOf(60) }),
    { ...manual, reason: 'scheduler drain', previous_paused: false, paused: true, started_at: timeOf(0) },
  ],
  [
    'the end of a drain',
    events['scheduler.drain_completed'].payload?.({
      ...drain,
      paused: true,
      remaining_claims: 0,
      timed_out: false,
      completed_at: timeOf(1),
    }),
    {
      ...manual,
      reason: 'scheduler drain',
      previous_paused: false,
      paused: true,
      started_at: timeOf(0),
      completed_at: timeOf(1),
    },
  ],
  [
    'the end of a drain whose time ran out',
    events['scheduler.drain_completed'].payload?.({
      ...drain,
      paused: false,
      remaining_claims: 2,
      timed_out: true,
      completed_at: timeOf(60),
    }),
    {
      ...manual,
      reason: 'scheduler drain',
      previous_paused: false,
      paused: false,
      remaining_claims: 2,
      timed_out: true,
      started_at: timeOf(0),
      completed_at: timeOf(60),
    },
  ],
])('%s', (_, payload, expected) => {
  expect(payload).toEqual(expected);
});
