import { freshnessOf } from '../../../src/dashboard/domain/freshness.js';
import { backlogOf } from '../../../src/dashboard/domain/queue.js';
import { heldSince, isStuck, runActivityAt, runAgeMs, type RunTimes } from '../../../src/dashboard/domain/run-age.js';
import { sumOfRuns } from '../../../src/dashboard/domain/run-sums.js';
import { sharesOf } from '../../../src/dashboard/domain/shares.js';
import type { RunState } from '../../../src/tasks/domain/task-state.js';
import { ORIGIN, timeOf } from '../../support/given-when-then.js';

const AFTER = { claimed: 5_000, starting: 5_000, running: 30_000 };
const NEVER = { claimed: 0, starting: 0, running: 0 };

function run(more: Partial<RunState>): RunState {
  const made = { id: 'run-1', number: 1, attempt: 1, origin: ORIGIN, queued_at: timeOf(0), lease_epoch: 0 } as const;
  return { ...made, status: 'queued', ...more };
}

describe('a run is stuck', () => {
  it.each<[string, RunTimes, number, boolean]>([
    ['claimed for as long as it may', run({ status: 'claimed', claimed_at: timeOf(1) }), 6, true],
    ['claimed for less', run({ status: 'claimed', claimed_at: timeOf(2) }), 6, false],
    ['claimed, nobody knows when, and queued long ago', run({ status: 'claimed' }), 5, true],
    ['starting since its claim', run({ status: 'starting', claimed_at: timeOf(1) }), 6, true],
    ['running since its start', run({ status: 'running', claimed_at: timeOf(0), started_at: timeOf(1) }), 31, true],
    ['running for less', run({ status: 'running', claimed_at: timeOf(0), started_at: timeOf(2) }), 31, false],
    [
      'running since its claim, when its start is not known',
      run({ status: 'running', claimed_at: timeOf(1) }),
      31,
      true,
    ],
    ['queued for ever', run({}), 300, false],
    ['in need of attention', run({ status: 'needs_attention', claimed_at: timeOf(0) }), 300, false],
    ['ended', run({ status: 'completed', started_at: timeOf(0) }), 300, false],
  ])('%s', (_what, times, second, stuck) => {
    expect(isStuck(times, timeOf(second), AFTER)).toBe(stuck);
    expect(isStuck(times, timeOf(second), NEVER)).toBe(false);
  });

  it('never for a heartbeat less', () => {
    const beating = run({ status: 'running', started_at: timeOf(0), heartbeat_at: timeOf(29) });
    expect(isStuck(beating, timeOf(30), AFTER)).toBe(true);
    expect(heldSince(beating)).toBe(timeOf(0));
    expect(runActivityAt(beating)).toBe(timeOf(0));
  });
});

it('is as old as what it does now', () => {
  const times = { queued_at: timeOf(0), claimed_at: timeOf(1), started_at: timeOf(3) };
  const age = (status: RunState['status'], more: Partial<RunState> = times): number =>
    runAgeMs(run({ ...more, status }), timeOf(10));
  expect([age('running'), age('starting'), age('claimed'), age('queued')]).toEqual([7_000, 9_000, 9_000, 10_000]);
  expect([age('running', { claimed_at: timeOf(4) }), age('claimed', {})]).toEqual([10_000, 10_000]);
  expect(runAgeMs(run({ queued_at: timeOf(11) }), timeOf(10))).toBe(0);
  expect(runActivityAt(run({ ...times, ended_at: timeOf(2) }))).toBe(timeOf(3));
});

it('sums up what runs took, a clock that goes back counted as no time', () => {
  const sums = sumOfRuns([
    run({ status: 'completed', claimed_at: timeOf(2), started_at: timeOf(5) }),
    run({ status: 'completed', queued_at: timeOf(3), started_at: timeOf(4) }),
    run({ status: 'failed', queued_at: timeOf(3), claimed_at: timeOf(1) }),
    run({ status: 'needs_attention' }),
  ]);
  expect(sums).toEqual({
    ...{ queued: 0, claimed: 0, starting: 0, running: 0, completed: 2, failed: 1, canceled: 0, needs_attention: 1 },
    ...{ claim_count: 2, claim_sum_ms: 2_000, claim_max_ms: 2_000 },
    ...{ start_count: 2, start_sum_ms: 4_000, start_max_ms: 3_000 },
  });
  expect(sumOfRuns([])).toMatchObject({ claim_count: 0, claim_max_ms: null, start_max_ms: null });
});

describe('a queue', () => {
  const groups = [
    { run_channel: '', count: 2, oldest_queued_at: timeOf(5) },
    { run_channel: 'alpha', count: 1, oldest_queued_at: timeOf(1) },
  ];
  it.each([
    ['as old as the threshold is a backlog', groups, 11, 10_000, true],
    ['younger is none', groups, 10, 10_000, false],
    ['without a threshold is none', groups, 11, 0, false],
    ['that is empty is none', [], 11, 10_000, false],
  ])('that is %s', (_what, queued, second, threshold, warning) => {
    expect(backlogOf(queued, timeOf(second), threshold).warning).toBe(warning);
  });

  it('has a length and an age', () => {
    const oldest = { oldest_queued_at: timeOf(1), oldest_queue_age_ms: 3_000 };
    expect(backlogOf(groups, timeOf(4), 10_000)).toEqual({ total: 3, ...oldest, warning: false });
    const none = { oldest_queued_at: undefined, oldest_queue_age_ms: 0 };
    expect(backlogOf([], timeOf(4), 10_000)).toEqual({ total: 0, ...none, warning: false });
    expect(backlogOf(groups, timeOf(0), 10_000).oldest_queue_age_ms).toBe(0);
  });
});

describe('activity', () => {
  it.each([
    ['as old as it may be is current', timeOf(0), 120, true, 120_000, 'current'],
    ['older, with live work, is stale', timeOf(0), 121, true, 120_000, 'stale'],
    ['older without live work is current', timeOf(0), 121, false, 120_000, 'current'],
    ['older without a threshold is current', timeOf(0), 121, true, 0, 'current'],
    ['that never was is empty', undefined, 121, true, 120_000, 'empty'],
  ])('%s', (_what, latest, second, live, after, status) => {
    const freshness = freshnessOf({ latest, now: timeOf(second), live }, after);
    expect(freshness).toMatchObject({ status, stale: status === 'stale' });
    expect(freshness.age_ms).toBe(latest === undefined ? 0 : second * 1_000);
  });

  it('that is yet to come has no age', () => {
    const freshness = freshnessOf({ latest: timeOf(2), now: timeOf(1), live: true }, 1);
    expect(freshness).toEqual({ status: 'current', stale: false, age_ms: 0 });
  });
});

describe('shares', () => {
  const none = { draft: 0, pending: 0, blocked: 0, ready: 0, in_progress: 0, completed: 0, failed: 0, canceled: 0 };
  it('are in a fixed order, half a percent rounded up', () => {
    const all = sharesOf({ ...none, draft: 1, pending: 1, blocked: 1, ready: 1, in_progress: 1, completed: 3 });
    expect(all).toEqual([
      { status: 'completed', count: 3, share_percent: 38 },
      ...(['pending', 'in_progress', 'ready', 'blocked', 'draft'] as const).map((status) => ({
        ...{ status, count: 1, share_percent: 13 },
      })),
    ]);
    const six = { ...none, draft: 1, failed: 1, blocked: 1, ready: 1, canceled: 1, completed: 1 };
    expect(sharesOf(six).map(({ share_percent }) => share_percent)).toEqual([17, 17, 17, 17, 17, 17]);
    expect(sharesOf({ ...none, ready: 199, failed: 1 }).map(({ share_percent }) => share_percent)).toEqual([100, 1]);
  });
  it('of nothing are none', () => {
    expect(sharesOf(none)).toEqual([]);
  });
});
