import { inspectionDiagnostics } from '../../../../src/tasks/domain/inspect/diagnostics.js';
import type { InspectedRun } from '../../../../src/tasks/domain/inspect/inspected-run.js';
import type { Inspection } from '../../../../src/tasks/domain/inspect/inspection.js';
import { RUN_STATUSES } from '../../../../src/tasks/domain/vocabulary.js';
import { ago, inspection, NOW, run } from './support.js';

const found = (more: Partial<Inspection>) => inspectionDiagnostics(inspection(more));
const codes = (more: Partial<Inspection>) => found(more).map(({ code }) => code);
const codesOf = (more: Partial<InspectedRun>, around: Partial<Inspection> = {}) => codes({ run: run(more), ...around });
/** The statuses in which the run is found to be so. */
const statusesWith = (code: string, more: Partial<InspectedRun>, around: Partial<Inspection> = {}) =>
  RUN_STATUSES.filter((status) => codesOf({ ...more, status }, around).some((one) => one === code));

it('finds nothing where there is no run', () => {
  expect(codes({ task_status: 'failed' })).toEqual([]);
});

describe('a stuck run', () => {
  it.each([
    [undefined, false],
    [0, false],
    [119, false],
    [120, false],
    [121, true],
    [100_000, true],
  ])('after %p seconds without a sign of life: %p', (heartbeat_age_seconds, stuck) => {
    expect(codesOf({ status: 'claimed', heartbeat_age_seconds })).toEqual(stuck ? ['task_run_stuck'] : []);
  });

  it('is claimed', () => {
    expect(statusesWith('task_run_stuck', { heartbeat_age_seconds: 1_000 })).toEqual(['claimed']);
  });
});

describe('a stale lease', () => {
  it.each([
    [ago(1), true],
    [NOW, false],
    [ago(-1), false],
    [undefined, false],
  ])('that ends at %p: %p', (lease_until, stale) => {
    expect(codesOf({ status: 'claimed', lease_until })).toEqual(stale ? ['task_run_stale_lease'] : []);
  });

  it('is of a claimed run', () => {
    expect(statusesWith('task_run_stale_lease', { lease_until: ago(1_000) })).toEqual(['claimed']);
  });
});

describe('an orphan', () => {
  const leased = { status: 'running', claim_token_hash_truncated: 'abcdef12' } as const;
  const session = (more: object) => ({ session: { session_id: 'sess-1', state: 'active', ...more } });

  it.each(['missing', 'stopped', 'failed', 'crashed'])('has a session that is %s', (state) => {
    expect(codesOf(leased, session({ state }))).toEqual(['task_run_orphan']);
  });

  it.each(['starting', 'active', 'stopping', 'orphaned'])('has no session that is %s', (state) => {
    expect(codesOf(leased, session({ state }))).toEqual([]);
    expect(codesOf(leased, session({ state, failure_kind: 'oom' }))).toEqual(['task_run_orphan']);
    expect(codesOf(leased, session({ state, stop_reason: 'unresponsive' }))).toEqual(['task_run_orphan']);
    expect(codesOf(leased, session({ state, failure_kind: '', stop_reason: '' }))).toEqual([]);
  });

  it('has a lease and a session', () => {
    expect(codesOf({ status: 'running' }, session({ state: 'missing' }))).toEqual([]);
    expect(codesOf(leased)).toEqual([]);
  });

  it('has not ended', () => {
    const open = ['queued', 'claimed', 'starting', 'running', 'needs_attention'];
    expect(statusesWith('task_run_orphan', leased, session({ state: 'stopped' }))).toEqual(open);
  });
});

describe('a crashed run', () => {
  const failed = run({ status: 'failed', attempt: 2 });

  it('failed, and none has come after it', () => {
    expect(codes({ run: failed, recent_runs: [failed, { attempt: 1, status: 'completed' }] })).toEqual([
      'task_run_crashed',
    ]);
    expect(statusesWith('task_run_crashed', {})).toEqual(['failed']);
  });

  it.each(RUN_STATUSES.map((status) => [status, status === 'canceled']))(
    'with a later one that is %s: %p',
    (status, crashed) => {
      const recent_runs = [{ attempt: 3, status }, failed];
      expect(codes({ run: failed, recent_runs })).toEqual(crashed ? ['task_run_crashed'] : []);
    },
  );
});

describe('a stranded run', () => {
  const queuedFor = (ms: number) => ({ run: run({ queued_at: ago(ms) }) });

  it.each([
    [299_999, false],
    [300_000, true],
    [300_001, true],
  ])('queued for %i ms: %p', (ms, stranded) => {
    expect(codes(queuedFor(ms))).toEqual(stranded ? ['task_run_stranded'] : []);
  });

  it.each([
    ['the scheduler is paused', { scheduler_paused: true }],
    ['a session could take it', { eligible_sessions: 1 }],
    ['there is no directory', { eligible_sessions: undefined }],
  ])('is none while %s', (_why, around) => {
    expect(codes({ ...queuedFor(400_000), ...around })).toEqual([]);
  });

  it('is queued', () => {
    expect(statusesWith('task_run_stranded', { queued_at: ago(400_000) })).toEqual(['queued']);
  });
});

describe('what is said', () => {
  const claimed = run({
    status: 'claimed',
    attempt: 2,
    claim_token_hash_truncated: 'abcdef12',
    lease_until: ago(10_000),
    heartbeat_at: ago(130_000),
    heartbeat_age_seconds: 130,
  });
  const around = { session: { session_id: 'sess-1', state: 'stopped', stop_reason: 'unresponsive' } };
  const evidence = {
    task_id: 'task-1',
    run_id: 'run-1',
    status: 'claimed',
    attempt: 2,
    claim_token_hash_truncated: 'abcdef12',
    lease_until: ago(10_000),
    heartbeat_at: ago(130_000),
    as_of: NOW,
  };

  it('of a run that is stuck, stale and an orphan comes in this order', () => {
    expect(found({ run: claimed, ...around })).toMatchObject([
      {
        id: 'task.inspect.task_run_stuck.run-1',
        code: 'task_run_stuck',
        category: 'task',
        severity: 'warn',
        suggested_command: 'POST /api/runs/run-1/release {"reason":"stuck"}',
        evidence: { ...evidence, heartbeat_age_seconds: 130, threshold_seconds: 120 },
      },
      {
        id: 'task.inspect.task_run_stale_lease.run-1',
        code: 'task_run_stale_lease',
        severity: 'error',
        suggested_command: 'POST /api/runs/run-1/release {"reason":"stale lease"}',
        evidence,
      },
      {
        id: 'task.inspect.task_run_orphan.run-1',
        code: 'task_run_orphan',
        severity: 'error',
        suggested_command: 'POST /api/runs/run-1/release {"reason":"orphaned"}',
        evidence: {
          ...evidence,
          session_id: 'sess-1',
          session_state: 'stopped',
          session_failure: 'unresponsive',
        },
      },
    ]);
  });

  it('of a crashed run names what it failed of', () => {
    const failed = run({ status: 'failed', last_error_summary: 'it broke', failure_kind: 'error' });
    expect(found({ run: failed })).toMatchObject([
      {
        code: 'task_run_crashed',
        severity: 'error',
        suggested_command: 'POST /api/tasks/task-1/runs',
        evidence: { last_error_summary: 'it broke', failure_kind: 'error' },
      },
    ]);
  });

  it('of a stranded run counts', () => {
    expect(found({ run: run({ queued_at: ago(400_500) }) })).toMatchObject([
      {
        code: 'task_run_stranded',
        severity: 'warn',
        suggested_command: 'POST /api/agent/tasks/claim-next',
        evidence: {
          queued_age_seconds: 400,
          threshold_seconds: 300,
          eligible_session_count: 0,
          scheduler_paused: false,
        },
      },
    ]);
  });
});
