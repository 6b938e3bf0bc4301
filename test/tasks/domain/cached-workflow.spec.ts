import { type WorkflowStep, withWorkflow, workflowSource } from '../../../src/tasks/domain/cached-workflow.js';
import { fits, MAX_RUN_METADATA, refuseOversized } from '../../../src/tasks/domain/run-metadata.js';
import type { RunState } from '../../../src/tasks/domain/task-state.js';
import { run, taskWith } from '../support/task-histories.js';

const good = (id: string, more: Partial<RunState> = {}) =>
  run({ id, status: 'completed', request_hash: 'h', has_steps: true, ...more });

describe('the run to follow', () => {
  it('is the newest that was completed, asked for the same, and has steps', () => {
    const runs = [
      good('run-1'),
      good('run-2'),
      good('run-3', { request_hash: 'other' }),
      good('run-4', { has_steps: undefined }),
      good('run-5', { status: 'failed' }),
      good('run-6', { purpose: 'schema_generation' }),
    ];
    expect(workflowSource(taskWith(runs), 'h')?.id).toBe('run-2');
    expect(workflowSource(taskWith(runs), 'unknown')).toBeUndefined();
  });
});

describe('a workflow beside a request', () => {
  const steps: readonly WorkflowStep[] = [{ description: 'Open it', actions: [{ name: 'open', params: { n: 1 } }] }];
  const own = { run_request: { prompt: 'Do it' } };

  it('is the steps without what came of them', () => {
    const told = [{ ...steps[0], actions: [{ name: 'open', params: { n: 1 }, error: 'old', is_done: true }] }];
    const cached_workflow = { source_run_id: 'run-1', steps };
    // Steps as somebody reported them hold more than their type says.
    expect(withWorkflow(own, 'run-1', told as unknown as typeof steps)).toStrictEqual({ ...own, cached_workflow });
  });

  it('is a reference where the steps do not fit', () => {
    const reference = { ...own, cached_workflow: { source_run_id: 'run-1' } };
    const many = Array.from({ length: 400 }, () => steps).flat();
    expect(withWorkflow(own, 'run-1', many)).toStrictEqual(reference);
    expect(withWorkflow(own, 'run-1', undefined)).toStrictEqual(reference);
  });
});

describe('metadata of a run', () => {
  it('is at most 16 KiB of JSON, in bytes', () => {
    const text = 'ä'.repeat((MAX_RUN_METADATA - 2) / 2);
    expect(fits(text)).toBe(true);
    expect(fits(`${text}a`)).toBe(false);
    expect(refuseOversized(text, 'it')).toBeUndefined();
    expect(refuseOversized(`${text}a`, 'it')).toMatchObject({ code: 'payload_too_large' });
    expect(refuseOversized(undefined, 'it')).toBeUndefined();
  });
});
