import fc from 'fast-check';
import {
  decideDelivery,
  type DeliveryDecision,
  FINAL_EVENT_TYPES,
  type RunNow,
  type TaskHappening,
  type TaskNow,
} from '../../../src/notifications/domain/delivery-decision.js';
import { RUN_STATUSES, TASK_STATUSES, type TaskStatus } from '../../../src/tasks/domain/vocabulary.js';

const TASK = 'task-1';

function task(status: TaskStatus, runs: Readonly<Record<string, RunNow['status']>> = {}): TaskNow {
  const entries = Object.entries(runs).map(([id, run]) => [id, { task_id: TASK, status: run }] as const);
  return { id: TASK, status, runs: new Map(entries) };
}

function event(sequence: number, type: string, run_id?: string): TaskHappening {
  return { sequence, type, payload: { status: 'any' }, ...(run_id === undefined ? {} : { run_id }) };
}

const enqueued = event(1, 'task.run_enqueued', 'run-1');
const failed = event(2, 'task.run_failed', 'run-1');
const retried = event(3, 'task.run_operator_retry', 'run-2');
const completed = event(4, 'task.run_completed', 'run-2');
const approved = event(6, 'task.run_review_approved', 'run-2');

describe('rules of reviews.md C.6', () => {
  it('1: passes over what ends nothing', () => {
    expect(decideDelivery([enqueued, event(5, 'task.updated')], task('ready'), 0)).toEqual({
      kind: 'nothing',
      passed: 5,
    });
  });

  it('1: says nothing where there is nothing', () => {
    expect(decideDelivery([], task('completed'), 7)).toEqual({ kind: 'nothing' });
    expect(decideDelivery([enqueued], task('completed'), 1)).toEqual({ kind: 'nothing' });
  });

  it.each(TASK_STATUSES.filter((status) => !['completed', 'failed', 'canceled'].includes(status)))(
    '2: waits while the task is %s, before the event that might be told later',
    (status) => {
      const seen = decideDelivery([enqueued, failed, retried], task(status, { 'run-1': 'failed' }), 0);
      expect(seen).toEqual({ kind: 'defer', passed: 1 });
    },
  );

  it('3: passes over an end that is not how the task ended', () => {
    const seen = decideDelivery([enqueued, failed], task('canceled', { 'run-1': 'failed' }), 0);
    expect(seen).toMatchObject({ kind: 'nothing', passed: 2, mismatch: expect.stringContaining('canceled') as string });
  });

  it('4: passes over the end of a run that has ended otherwise', () => {
    const seen = decideDelivery([failed, approved], task('failed', { 'run-1': 'canceled', 'run-2': 'failed' }), 0);
    expect(seen).toMatchObject({ kind: 'nothing', passed: 6, mismatch: expect.stringContaining('failed') as string });
  });

  it('5: stops at a run of another task', () => {
    const foreign = { ...task('failed'), runs: new Map([['run-1', { task_id: 'task-2', status: 'failed' as const }]]) };
    expect(decideDelivery([enqueued, failed], foreign, 0)).toMatchObject({ kind: 'fail', sequence: 2 });
  });

  it('5: stops at a run that cannot be found and at a payload that is gone', () => {
    expect(decideDelivery([failed], task('failed'), 0)).toMatchObject({ kind: 'fail', sequence: 2 });
    const bare: TaskHappening = { sequence: 2, type: 'task.run_failed', run_id: 'run-1' };
    expect(decideDelivery([bare], task('failed', { 'run-1': 'failed' }), 0)).toMatchObject({
      kind: 'fail',
      sequence: 2,
    });
  });

  it('6: delivers the first that fits, and no more than that', () => {
    const seen = decideDelivery([completed, approved], task('completed', { 'run-2': 'completed' }), 0);
    expect(seen).toEqual({ kind: 'deliver', event: completed, status: 'completed' });
  });

  it('6: a failed attempt before a success is passed over and leaves no error', () => {
    const now = task('completed', { 'run-1': 'failed', 'run-2': 'completed' });
    const seen = decideDelivery([enqueued, failed, retried, completed], now, 0);
    expect(seen).toEqual({ kind: 'deliver', event: completed, status: 'completed' });
  });

  it('6: a canceled task with an open run is told of twice', () => {
    const run = event(2, 'task.run_canceled', 'run-1');
    const own = event(3, 'task.canceled');
    const now = task('canceled', { 'run-1': 'canceled' });
    expect(decideDelivery([run, own], now, 0)).toMatchObject({ kind: 'deliver', event: run });
    expect(decideDelivery([run, own], now, 2)).toMatchObject({ kind: 'deliver', event: own });
  });

  it('approval of a failed run tells nothing', () => {
    const seen = decideDelivery([approved], task('failed', { 'run-2': 'failed' }), 0);
    expect(seen).toMatchObject({ kind: 'nothing', passed: 6, mismatch: expect.any(String) as string });
  });
});

const RUNS = ['run-1', 'run-2', 'run-3'];
const types = fc.constantFrom(...FINAL_EVENT_TYPES, 'task.run_enqueued', 'task.updated', 'task.run_lease_extended');
const history = fc.array(
  fc.record({ type: types, run: fc.constantFrom(...RUNS), gap: fc.integer({ min: 1, max: 5 }) }),
);
const runsNow = fc.tuple(...RUNS.map(() => fc.constantFrom(...RUN_STATUSES)));

function recorded(steps: readonly { type: string; run: string; gap: number }[]): TaskHappening[] {
  let sequence = 0;
  return steps.map(({ type, run, gap }) => event((sequence += gap), type, type.includes('.run_') ? run : undefined));
}

/** Looks again and again with the cursor where the decision left it, as the worker does. */
function follow(
  events: readonly TaskHappening[],
  now: TaskNow,
): { told: number[]; last: DeliveryDecision; cursor: number } {
  const told: number[] = [];
  let cursor = 0;
  for (;;) {
    const decided = decideDelivery(events, now, cursor);
    if (decided.kind !== 'deliver') return { told, last: decided, cursor };
    expect(decided.event.sequence).toBeGreaterThan(cursor);
    cursor = decided.event.sequence;
    told.push(cursor);
  }
}

const IMPLIED: Readonly<Record<string, string>> = {
  'task.run_completed': 'completed',
  'task.run_review_approved': 'completed',
  'task.run_failed': 'failed',
  'task.run_canceled': 'canceled',
  'task.canceled': 'canceled',
};

it('tells every end that stands exactly once, in order, and nothing while the task goes on', () => {
  fc.assert(
    fc.property(history, fc.constantFrom(...TASK_STATUSES), runsNow, (steps, status, statuses) => {
      const events = recorded(steps);
      const now = task(status, Object.fromEntries(RUNS.map((id, i) => [id, statuses[i] ?? 'queued'])));
      const { told, last } = follow(events, now);
      const standing = events.filter(
        ({ type, run_id }) =>
          IMPLIED[type] === status && (run_id === undefined || now.runs.get(run_id)?.status === status),
      );
      const ended = ['completed', 'failed', 'canceled'].includes(status);
      expect(told).toEqual(ended ? standing.map(({ sequence }) => sequence) : []);
      if (last.kind === 'nothing' && last.passed !== undefined) expect(last.passed).toBe(events.at(-1)?.sequence);
      if (ended) expect(last.kind).toBe('nothing');
    }),
  );
});
