import { type CalledRun, goneRun, presentNumberedRun, presentTaskRun } from '../../../src/runs/views/called-run.js';
import type { RunStatus } from '../../../src/tasks/domain/vocabulary.js';

const STEP = { index: 3, description: 'Look it up', actions: [] };
const NAMES = { id: 'run-1', number: 9, task: { id: 'task-1', number: 7 }, outcome_id: 'run-1' };
const called = (more: Partial<CalledRun>): CalledRun => ({
  ...NAMES,
  ...{ status: 'queued', result: null, steps: [] },
  ...more,
});

const STANDINGS: readonly (readonly [RunStatus, c: string, d: string, done: boolean, successful: boolean | null])[] = [
  ['queued', 'in_progress', 'pending', false, null],
  ['claimed', 'in_progress', 'pending', false, null],
  ['starting', 'in_progress', 'pending', false, null],
  ['running', 'in_progress', 'pending', false, null],
  ['needs_attention', 'in_progress', 'pending', false, null],
  ['completed', 'success', 'success', true, true],
  ['failed', 'failure', 'failure', true, false],
  ['canceled', 'failure', 'failure', true, false],
];

it.each(STANDINGS)('a %s run', (status, c, d, is_done, is_successful) => {
  const result = status === 'completed' ? { n: 1 } : null;
  const history = is_done ? [] : null;
  const common = { result, is_done, is_successful };
  const run = called({ status, result });
  // Compared as text: a webhook has the members in the same order.
  expect(JSON.stringify(presentNumberedRun(run))).toBe(
    JSON.stringify({ task_id: 7, task_run_id: 9, history, ...common, status: c }),
  );
  expect(JSON.stringify(presentTaskRun(run))).toBe(
    JSON.stringify({ id: 'run-1', task_id: 'task-1', status: d, ...common }),
  );
});

it('a run with steps has a history also while nobody waits, without indexes', () => {
  const run = called({ status: 'claimed', steps: [STEP] });
  expect(presentNumberedRun(run).history).toStrictEqual([{ description: 'Look it up', actions: [] }]);
});

it('whoever waited is shown an empty history rather than none', () => {
  expect(presentNumberedRun(called({}), true).history).toEqual([]);
  expect(presentNumberedRun(called({}), false).history).toBeNull();
});

it('the last item of a failed run says why', () => {
  const run = called({ status: 'failed', steps: [STEP], error: 'no paper' });
  expect(presentNumberedRun(run).history).toEqual([
    { description: 'Look it up', actions: [] },
    {
      description: 'The run failed',
      actions: [expect.objectContaining({ is_done: true, success: false, error: 'no paper' })],
    },
  ]);
});

it('of a run that is gone nothing is left but its names', () => {
  const run = goneRun(called({ status: 'running', steps: [STEP], outcome_id: 'run-2' }));
  expect(presentNumberedRun(run)).toStrictEqual({
    ...{ task_id: 7, task_run_id: 9, history: [], result: null },
    ...{ is_done: true, is_successful: false, status: 'failure' },
  });
});
