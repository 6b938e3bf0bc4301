import type { DiagnosticCode } from '../../../../src/tasks/domain/inspect/diagnostics.js';
import type { Inspection } from '../../../../src/tasks/domain/inspect/inspection.js';
import { type NextAction, nextAction } from '../../../../src/tasks/domain/inspect/next-action.js';
import { RUN_STATUSES, type RunStatus, TASK_STATUSES } from '../../../../src/tasks/domain/vocabulary.js';
import { inspection, run } from './support.js';

const next = (more: Partial<Inspection>, codes: readonly DiagnosticCode[] = []) => nextAction(inspection(more), codes);

it.each(['task_run_stuck', 'task_run_stale_lease', 'task_run_orphan', 'task_run_crashed'] as const)(
  'is recovery where the run is found with %s, whatever else there is',
  (code) => {
    for (const status of RUN_STATUSES) {
      expect(next({ run: run({ status }), scheduler_paused: true }, [code])).toBe('recovery_required');
      expect(next({ run: run({ status }), eligible_sessions: 3 }, ['task_run_stranded', code])).toBe(
        'recovery_required',
      );
    }
  },
);

it('of a task without runs is its end, or to wait', () => {
  const ended = TASK_STATUSES.filter((task_status) => next({ task_status }) === 'terminal');
  expect(ended).toEqual(['completed', 'failed', 'canceled']);
  const waiting = TASK_STATUSES.filter((task_status) => next({ task_status }) === 'waiting_for_session');
  expect(waiting).toHaveLength(TASK_STATUSES.length - ended.length);
});

it.each([
  ['stranded', { eligible_sessions: 0 }, ['task_run_stranded'], 'stranded'],
  ['paused', { scheduler_paused: true, eligible_sessions: 3 }, [], 'waiting_for_session'],
  ['with somebody to take it', { eligible_sessions: 1 }, [], 'claim_available'],
  ['with nobody to take it', { eligible_sessions: 0 }, [], 'waiting_for_session'],
  ['without a directory', { eligible_sessions: undefined }, [], 'waiting_for_session'],
] as const)('of a queued run, %s', (_how, around, codes, action) => {
  expect(next({ run: run(), ...around }, codes)).toBe(action);
});

const UNTROUBLED: Readonly<Record<Exclude<RunStatus, 'queued'>, NextAction>> = {
  claimed: 'running',
  starting: 'running',
  running: 'running',
  completed: 'terminal',
  failed: 'terminal',
  canceled: 'terminal',
  needs_attention: 'waiting_for_session',
};

it.each(Object.entries(UNTROUBLED))('of a %s run that nothing is wrong with is %s', (status, action) => {
  const looked = run({ status: status as RunStatus });
  expect(next({ run: looked, eligible_sessions: 3 })).toBe(action);
  expect(next({ run: looked, scheduler_paused: true })).toBe(action);
});
