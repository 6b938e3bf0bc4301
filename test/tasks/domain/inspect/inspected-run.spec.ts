import { inspectedRun, type RunFacts } from '../../../../src/tasks/domain/inspect/inspected-run.js';
import { RUN_STATUSES } from '../../../../src/tasks/domain/vocabulary.js';

const NOW = '2026-05-05T10:30:00.000Z';
const ago = (ms: number): string => new Date(Date.parse(NOW) - ms).toISOString();

function run(more: Partial<RunFacts> = {}): RunFacts {
  return {
    id: 'run-1',
    task_id: 'task-1',
    status: 'queued',
    attempt: 1,
    previous_run_id: null,
    reviewed_run_id: null,
    failure_kind: null,
    session_id: null,
    claim_token_hash: null,
    lease_until: null,
    heartbeat_at: null,
    queued_at: ago(60_000),
    claimed_at: null,
    started_at: null,
    ended_at: null,
    ...more,
  };
}

const shown = (more: Partial<RunFacts>, error?: string) => inspectedRun(run(more), error, NOW);

it('shows what a queued run is, and nothing that it does not have', () => {
  const entry: object = shown({});
  expect(JSON.parse(JSON.stringify(entry))).toEqual({
    run_id: 'run-1',
    task_id: 'task-1',
    status: 'queued',
    attempt: 1,
    retries: 0,
    queued_at: ago(60_000),
  });
});

it.each([
  [1, 0],
  [2, 1],
  [10, 9],
])('counts the retries of attempt %i as %i', (attempt, retries) => {
  expect(shown({ attempt }).retries).toBe(retries);
});

it.each([
  ['sha256:abcdef1234567890', 'abcdef12'],
  ['abcdef1234567890', 'abcdef12'],
  ['sha256:abc', 'abc'],
])('cuts the hash %s to %s', (claim_token_hash, truncated) => {
  expect(shown({ claim_token_hash }).claim_token_hash_truncated).toBe(truncated);
});

describe('the age of the last sign of life', () => {
  it.each([
    [0, 0],
    [999, 0],
    [1_000, 1],
    [120_000, 120],
    [120_999, 120],
    [121_000, 121],
  ])('of %i ms is %i whole seconds', (ms, seconds) => {
    expect(shown({ status: 'running', heartbeat_at: ago(ms) }).heartbeat_age_seconds).toBe(seconds);
  });

  it('is left out where it lies in the future', () => {
    expect(shown({ status: 'running', heartbeat_at: ago(-1) }).heartbeat_age_seconds).toBeUndefined();
  });

  it('counts from the claim where there was no heartbeat, of claimed runs alone', () => {
    const claimed_at = ago(7_000);
    const ages = RUN_STATUSES.map((status) => [status, shown({ status, claimed_at }).heartbeat_age_seconds]);
    expect(ages.filter(([, age]) => age !== undefined)).toEqual([['claimed', 7]]);
  });

  it('counts from the heartbeat where there is one', () => {
    const times = { claimed_at: ago(9_000), heartbeat_at: ago(2_000) };
    expect(shown({ status: 'claimed', ...times }).heartbeat_age_seconds).toBe(2);
  });
});

describe('the summary of the error', () => {
  it.each([
    [undefined, undefined],
    ['', undefined],
    ['  \n ', undefined],
    ['  it broke\n', 'it broke'],
    ['x'.repeat(160), 'x'.repeat(160)],
    ['x'.repeat(161), 'x'.repeat(160)],
    ['ä'.repeat(81), 'ä'.repeat(80)],
    [`x${'ä'.repeat(80)}`, `x${'ä'.repeat(79)}`],
    [`${'x'.repeat(157)}🙂`, 'x'.repeat(157)],
    [`${'x'.repeat(156)}🙂!`, `${'x'.repeat(156)}🙂`],
  ])('of %j is %j', (error, summary) => {
    expect(shown({}, error).last_error_summary).toBe(summary);
  });
});

describe('the kind of failure', () => {
  it.each([
    ['failed', null, 'it broke', 'error'],
    ['failed', null, ' ', undefined],
    ['failed', null, undefined, undefined],
    ['failed', 'operator_forced', 'it broke', 'operator_forced'],
    ['failed', 'operator_forced', undefined, 'operator_forced'],
    ['needs_attention', null, 'nobody could take it', undefined],
    ['canceled', null, 'it broke', undefined],
  ] as const)('of a %s run with kind %s and error %j is %s', (status, failure_kind, error, kind) => {
    expect(shown({ status, failure_kind }, error).failure_kind).toBe(kind);
  });
});
