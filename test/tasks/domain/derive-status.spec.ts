import { attemptsExhausted, deriveStatus, isBlocked, nextAttempt } from '../../../src/tasks/domain/task-status.js';
import type { RunState, TaskState } from '../../../src/tasks/domain/task-state.js';
import type { RunStatus } from '../../../src/tasks/domain/vocabulary.js';
import { timeOf } from '../../support/given-when-then.js';
import { run, taskWith } from '../support/task-histories.js';

const manual = (approval_state: TaskState['approval_state']) =>
  ({ approval_policy: 'manual', approval_state }) as const;
const dependency = (satisfied: boolean) => ({
  dependencies: [{ depends_on_task_id: 'task-0', created_at: timeOf(0), satisfied }],
});
const BLOCKERS: [string, Partial<TaskState>][] = [
  ['an approval that is pending', manual('pending')],
  ['an approval that was rejected', manual('rejected')],
  ['a dependency that is not completed', dependency(false)],
];

function statusOf(runs: readonly RunState[], more: Partial<TaskState> = {}): string {
  return deriveStatus(taskWith(runs, more));
}

const ended = (status: RunStatus, attempt: number, more: Partial<RunState> = {}) =>
  run({ id: `run-${attempt}`, status, attempt, ...more });

describe('the status of a task', () => {
  it.each(['draft', 'canceled'] as const)('rule 1: %s stays, even with an open run', (status) => {
    expect(statusOf([run({ status: 'running' })], { status })).toBe(status);
    expect(statusOf([ended('completed', 1)], { status })).toBe(status);
  });

  it.each(['starting', 'running'] as const)('rule 2: a %s run makes it in_progress, even when blocked', (status) => {
    expect(statusOf([ended('failed', 1), run({ status, attempt: 2 })])).toBe('in_progress');
    for (const [, blocked] of BLOCKERS) expect(statusOf([run({ status })], blocked)).toBe('in_progress');
  });

  it.each(['queued', 'claimed', 'needs_attention'] as const)('rule 3: a %s run leaves it ready', (status) => {
    expect(statusOf([run({ status })])).toBe('ready');
    expect(statusOf([ended('completed', 1), run({ status, attempt: 2 })], { status: 'completed' })).toBe('ready');
    expect(statusOf([ended('failed', 3), run({ status, attempt: 4 })], { status: 'failed' })).toBe('ready');
  });

  it.each(BLOCKERS)('rule 3: a queued run and %s: blocked', (_words, blocked) => {
    for (const status of ['queued', 'claimed', 'needs_attention'] as const) {
      expect(statusOf([run({ status })], blocked)).toBe('blocked');
    }
  });

  it('rule 4: completed by the latest run, even when blocked', () => {
    expect(statusOf([ended('failed', 1), ended('completed', 2)])).toBe('completed');
    for (const [, blocked] of BLOCKERS) expect(statusOf([ended('completed', 1)], blocked)).toBe('completed');
  });

  it('rule 5: a failed run leaves it ready while attempts are left', () => {
    expect(statusOf([ended('failed', 1)])).toBe('ready');
    expect(statusOf([ended('completed', 1), ended('failed', 2)])).toBe('ready');
    for (const [, blocked] of BLOCKERS) expect(statusOf([ended('failed', 1)], blocked)).toBe('blocked');
  });

  it('rule 5: failed when its attempts are used, even when blocked', () => {
    expect(statusOf([ended('failed', 3)])).toBe('failed');
    expect(statusOf([ended('failed', 1)], { max_attempts: 1 })).toBe('failed');
    for (const [, blocked] of BLOCKERS) expect(statusOf([ended('failed', 3)], blocked)).toBe('failed');
  });

  it('rule 5: raising or lowering max_attempts turns it', () => {
    const runs = [ended('failed', 2)];
    expect(statusOf(runs, { max_attempts: 2, status: 'ready' })).toBe('failed');
    expect(statusOf(runs, { max_attempts: 3, status: 'failed' })).toBe('ready');
  });

  it('rule 6: canceled by the latest run', () => {
    expect(statusOf([ended('completed', 1), ended('canceled', 2)])).toBe('canceled');
    for (const [, blocked] of BLOCKERS) expect(statusOf([ended('canceled', 1)], blocked)).toBe('canceled');
  });

  it.each(['completed', 'failed'] as const)('rule 7: without runs a stored %s stays', (status) => {
    expect(statusOf([], { status })).toBe(status);
  });

  it('rule 8: ready, or blocked', () => {
    expect(statusOf([])).toBe('ready');
    expect(statusOf([], { status: 'blocked' })).toBe('ready');
    expect(statusOf([], manual('approved'))).toBe('ready');
    expect(statusOf([], dependency(true))).toBe('ready');
    for (const [, blocked] of BLOCKERS) expect(statusOf([], blocked)).toBe('blocked');
  });

  it('takes for the latest run the highest attempt, then the later queued, then the greater id', () => {
    const older = ended('completed', 2, { queued_at: timeOf(9) });
    expect(statusOf([ended('failed', 3, { queued_at: timeOf(1) }), older], { max_attempts: 3 })).toBe('failed');
    const twin = (id: string, status: RunStatus, at: number) => run({ id, status, attempt: 1, queued_at: timeOf(at) });
    expect(statusOf([twin('run-b', 'completed', 2), twin('run-a', 'canceled', 3)])).toBe('canceled');
    expect(statusOf([twin('run-b', 'completed', 2), twin('run-a', 'canceled', 2)])).toBe('completed');
  });
});

describe('attempts', () => {
  it('count every run, however it ended, and start at 1', () => {
    expect(nextAttempt([])).toBe(1);
    expect(nextAttempt([ended('canceled', 1), ended('completed', 4), ended('failed', 2)])).toBe(5);
  });

  it('are exhausted when the next one would be over the limit', () => {
    expect(attemptsExhausted({ runs: [ended('completed', 2)], max_attempts: 3 })).toBe(false);
    expect(attemptsExhausted({ runs: [ended('completed', 3)], max_attempts: 3 })).toBe(true);
  });
});

describe('blocked', () => {
  it('by one dependency of many', () => {
    const [open] = dependency(false).dependencies;
    const [done] = dependency(true).dependencies;
    expect(isBlocked(taskWith([], { dependencies: [done, open, done].filter((one) => one !== undefined) }))).toBe(true);
  });

  it('not by an approval that nobody asks for', () => {
    expect(isBlocked(taskWith([], { approval_policy: 'none', approval_state: 'not_required' }))).toBe(false);
  });
});
