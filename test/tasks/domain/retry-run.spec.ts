import type { NewRunFacts } from '../../../src/tasks/domain/decide/new-run.js';
import { MAX_LINEAGE, recoverRun, retryRun } from '../../../src/tasks/domain/decide/retry-run.js';
import type { RunState, TaskState } from '../../../src/tasks/domain/task-state.js';
import { RUN_STATUSES } from '../../../src/tasks/domain/vocabulary.js';
import { ACTOR, timeOf } from '../../support/given-when-then.js';
import { created, enqueued, failed, known, RUN, run, TASK, task, taskWith } from '../support/task-histories.js';

const NEXT = 'run-0000000000000002';
const facts: NewRunFacts = { run_id: NEXT, number: 9, now: timeOf(5) };
const by = { by: ACTOR };
const inWorkspace = { scope: 'workspace', workspace_id: 'ws-1' } as const;

const bad = (more: Partial<RunState> = {}) => run({ status: 'failed', ...more });
const flagged = (more: Partial<RunState> = {}) => run({ status: 'needs_attention', ...more });

/** Both operations, each on a source that its status allows. */
const BOTH = [
  ['retry', bad, retryRun],
  ['recover', flagged, recoverRun],
] as const;

/** A chain of so many runs before the source. */
function chain(length: number, source: RunState): { readonly state: TaskState; readonly last: RunState } {
  const before = Array.from({ length }, (_, n) =>
    run({ id: `run-${n}`, attempt: n + 1, status: 'failed', ...(n === 0 ? {} : { previous_run_id: `run-${n - 1}` }) }),
  );
  const last = { ...source, attempt: length + 1, ...(length === 0 ? {} : { previous_run_id: `run-${length - 1}` }) };
  return { state: taskWith([...before, last], { max_attempts: 100 }), last };
}

describe('a retry', () => {
  it('is a new run that names the one before', () => {
    const { state } = task(created(), enqueued(), failed())
      .when((before) => retryRun(known(before), known(before).runs[0] ?? run(), { ...by, metadata: { try: 2 } }, facts))
      .then({
        type: 'task.run_operator_retry',
        data: {
          ...{ run_id: NEXT, number: 9, attempt: 2, task_status: 'ready', metadata: { try: 2 } },
          ...{ previous_run_id: RUN, source_run_id: RUN, by: ACTOR },
        },
      });
    const [source, next] = known(state).runs;
    expect(source).toMatchObject({ id: RUN, status: 'failed' });
    expect(next).toMatchObject({ id: NEXT, status: 'queued', attempt: 2, previous_run_id: RUN, has_metadata: true });
  });

  it('goes on in the channel of the source, or else of the task', () => {
    const state = taskWith([], { ...inWorkspace, network_channel: 'build' });
    const of = (source: RunState) => retryRun({ ...state, runs: [source] }, source, by, facts);
    expect(of(bad({ network_channel: 'own' }))).toMatchObject([
      { data: { network_channel: 'own', coordination_channel_id: 'own' } },
    ]);
    expect(of(bad())).toMatchObject([{ data: { network_channel: 'build', coordination_channel_id: 'build' } }]);
  });

  it('has a coordination channel of its own where there is none', () => {
    const source = bad({ coordination_channel_id: `coord-${RUN}` });
    const [event] = retryRun(taskWith([source], inWorkspace), source, by, facts) as { data: object }[];
    expect(event?.data).toMatchObject({ coordination_channel_id: `coord-${NEXT}` });
    expect(event?.data).not.toHaveProperty('network_channel');
  });

  it('need not be of the latest run, and may be of a completed or blocked task', () => {
    const source = bad();
    const runs = [source, run({ id: 'run-b', attempt: 2, status: 'completed' })];
    expect(retryRun(taskWith(runs, { status: 'completed' }), source, by, facts)).toMatchObject([
      { data: { attempt: 3, task_status: 'ready' } },
    ]);
    const blocked = taskWith([source], { status: 'blocked', approval_policy: 'manual', approval_state: 'pending' });
    expect(retryRun(blocked, source, by, facts)).toMatchObject([{ data: { task_status: 'blocked' } }]);
  });

  it.each(RUN_STATUSES.filter((status) => status !== 'failed'))('of a %s run is refused', (status) => {
    expect(retryRun(taskWith([run({ status })]), run({ status }), by, facts)).toMatchObject({
      code: 'task_run_still_active',
      details: {
        diagnostic: {
          severity: 'error',
          title: 'Task run cannot be retried',
          suggested_command: `GET /api/runs/${RUN}/inspect`,
          evidence: { run_id: RUN, status },
        },
      },
    });
  });
});

describe('a recovery', () => {
  it('is one event, which ends the source and queues the new run', () => {
    const given = task(created(), enqueued(), {
      type: 'task.run_needs_attention',
      data: { run_id: RUN, task_status: 'ready', diagnostic: 'nobody came', queued_at: timeOf(1) },
    });
    const { state } = given
      .when((before) => recoverRun(known(before), known(before).runs[0] ?? run(), { ...by, reason: 'go on' }, facts))
      .then({
        type: 'task.run_recovered_from_attention',
        data: {
          ...{ run_id: NEXT, number: 9, attempt: 2, task_status: 'ready', previous_run_id: RUN, source_run_id: RUN },
          ...{ by: ACTOR, reason: 'go on' },
        },
      });
    const [source, next] = known(state).runs;
    expect(source).toMatchObject({ status: 'failed', failure_kind: 'operator_forced', ended_at: timeOf(3) });
    expect(next).toMatchObject({ id: NEXT, status: 'queued', queued_at: timeOf(3), previous_run_id: RUN });
  });

  it('needs no reason', () => {
    const [event] = recoverRun(taskWith([flagged()]), flagged(), by, facts) as { data: object }[];
    expect(event?.data).not.toHaveProperty('reason');
  });

  it.each(RUN_STATUSES.filter((status) => status !== 'needs_attention'))('of a %s run is refused', (status) => {
    const next = status === 'failed' ? `POST /api/runs/${RUN}/retry` : `GET /api/runs/${RUN}/inspect`;
    expect(recoverRun(taskWith([run({ status })]), run({ status }), by, facts)).toMatchObject({
      code: 'task_run_not_recoverable',
      details: {
        diagnostic: {
          severity: 'error',
          title: 'Task run cannot be recovered',
          suggested_command: next,
          evidence: { run_id: RUN, status },
        },
      },
    });
  });
});

describe.each(BOTH)('%s', (_name, sourceIn, decide) => {
  it(`takes a chain of up to ${MAX_LINEAGE - 1} runs before the source`, () => {
    const { state, last } = chain(MAX_LINEAGE - 1, sourceIn());
    expect(decide(state, last, by, facts)).toMatchObject([{ data: { attempt: MAX_LINEAGE + 1 } }]);
  });

  it('refuses a longer one', () => {
    const { state, last } = chain(MAX_LINEAGE, sourceIn());
    expect(decide(state, last, by, facts)).toMatchObject({
      code: 'retry_chain_too_deep',
      details: {
        diagnostic: {
          severity: 'error',
          title: 'Retry chain is too deep',
          suggested_command: `GET /api/tasks/${TASK}/inspect`,
          evidence: { run_id: last.id, task_id: TASK, depth: MAX_LINEAGE },
        },
      },
    });
  });

  it('refuses in order: the depth, a successor, the task, an open run, the attempts, the channel', () => {
    const codeOf = (outcome: unknown) => (outcome as { readonly code?: string }).code;
    const source = sourceIn({ previous_run_id: 'run-9' });
    const child = run({ id: 'run-c', attempt: 12, status: 'queued', previous_run_id: source.id });
    const open = run({ id: 'run-o', attempt: 12, status: 'running' });
    const long = chain(MAX_LINEAGE, source).state.runs.slice(0, -1);
    const decided = (runs: RunState[], more: Partial<TaskState> = {}, channel_workspace_id?: string) =>
      codeOf(decide(taskWith(runs, more), source, by, { ...facts, channel_workspace_id }));
    const canceled = { status: 'canceled', max_attempts: 1 } as const;
    expect(decided([...long, source, child, open], canceled)).toBe('retry_chain_too_deep');
    expect(decided([source, child, open], canceled)).toBe('retry_exists');
    expect(decided([source, open], canceled)).toBe('task_not_executable');
    expect(decided([source, open], { status: 'draft', max_attempts: 1 })).toBe('task_not_executable');
    expect(decided([source, open], { max_attempts: 1 })).toBe('open_run_exists');
    const shared = { ...inWorkspace, network_channel: 'build' };
    expect(decided([source], { ...shared, max_attempts: 1 }, 'ws-2')).toBe('attempts_exhausted');
    expect(decided([source], shared, 'ws-2')).toBe('channel_in_other_workspace');
    expect(decided([source], shared, 'ws-1')).toBeUndefined();
  });
});
