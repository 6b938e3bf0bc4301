import { DataSource } from 'typeorm';
import type { Inspect, Run } from '../../src/client/types.js';
import type { Api } from '../support/contract.js';
import {
  enqueue,
  makePlace,
  newAgent,
  newTask,
  type Place,
  refused,
  runDetailOf,
  timelineOf,
  wanted,
} from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { until } from '../support/until.js';
import { DIAGNOSTIC, failedBy, needsAttention, runIn } from '../runs/support/force.js';
import { dependsOn, newChild } from './support/graph.js';

/** Never looks for expired leases: what is stale stays so. */
let service: TestApp;
let place: Place;

beforeAll(async () => {
  service = await startTestApp({ settings: { leaseSweepSeconds: 3_600, schedulerTickSeconds: 3_600 } });
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makePlace(service.api);
});

const at = async (path: string, api: Api = service.api) =>
  (await wanted<{ inspect: Inspect }>(api.get(`/api/${path}/inspect`), 200)).inspect;
const ofTask = (taskId: string, api?: Api) => at(`tasks/${taskId}`, api);
const ofRun = (runId: string, api?: Api) => at(`runs/${runId}`, api);
const codes = ({ diagnostics = [] }: Inspect) => diagnostics.map(({ code }) => code);
const sql = (text: string, ...values: unknown[]) => service.app.get(DataSource).query<unknown>(text, values);
const pastAs = (column: string, id: string, age: string) =>
  sql(`UPDATE runs SET ${column} = clock_timestamp() - $2::interval WHERE id = $1`, id, age);

describe('an inspection of a task', () => {
  it('without runs shows the task, its events and the scheduler, and nothing that it does not have', async () => {
    const { workspaceId } = place;
    const task = await place.task({ priority: 'high' });
    const inspect = await ofTask(task.id);
    expect(Object.keys(inspect).sort()).toEqual([
      'as_of',
      'next_action',
      'recent_events',
      'scheduler',
      'target',
      'task',
    ]);
    expect(inspect).toMatchObject({ target: 'task', next_action: 'waiting_for_session', scheduler: { paused: false } });
    expect(inspect.task).toMatchObject({ id: task.id, status: 'ready', priority: 'high', workspace_id: workspaceId });
    const [created] = await timelineOf(service.api, task.id);
    expect(inspect.recent_events).toEqual([
      {
        id: created?.event_id,
        type: 'task.created',
        task_id: task.id,
        outcome: 'info',
        summary: 'the task was created',
        timestamp: created?.timestamp,
      },
    ]);
    expect(inspect.as_of >= task.created_at).toBe(true);
  });

  it('without runs is at its end when the task is, and waits as a draft', async () => {
    const [ended, draft] = [await place.task(), await place.task({ draft: true })];
    await wanted(service.api.post(`/api/tasks/${ended.id}/cancel`), 200);
    expect((await ofTask(ended.id)).next_action).toBe('terminal');
    const inspect = await ofTask(draft.id);
    expect(inspect).toMatchObject({ next_action: 'waiting_for_session', task: { status: 'draft', draft: true } });
  });

  it('shows counts, dependencies, the open run, and a pause from above', async () => {
    const parent = await place.task();
    const [task, blocker] = [
      await newChild(service.api, parent.id, { scope: 'workspace', workspace: place.workspaceId }),
      await place.task(),
    ];
    await newChild(service.api, task.id, { scope: 'workspace', workspace: place.workspaceId });
    await dependsOn(service.api, task.id, blocker.id);
    const run = await enqueue(service.api, task.id);
    await wanted(service.api.post(`/api/tasks/${parent.id}/pause`, { reason: 'wait' }), 200);
    await place.agent();
    const inspect = await ofTask(task.id);
    expect(inspect.task).toMatchObject({
      status: 'blocked',
      child_count: 1,
      dependency_count: 1,
      dependencies: [{ depends_on: { id: blocker.id } }],
      active_run: { id: run.id, status: 'queued', max_attempts: 3 },
      effective_paused: true,
      paused_by_task_id: parent.id,
    });
    expect(inspect.task.paused).toBeUndefined();
    // A pause of the task or above it does not change what is next.
    expect(inspect.next_action).toBe('claim_available');
  });

  it('lists the five latest runs, latest first, and the ten newest events, oldest first', async () => {
    const { task } = await place.queued({ max_attempts: 6 });
    const agent = await place.agent();
    for (let attempt = 1; attempt < 6; attempt++) {
      await failedBy(agent);
      await enqueue(service.api, task.id);
    }
    const inspect = await ofTask(task.id);
    expect(inspect.recent_runs?.map(({ attempt }) => attempt)).toEqual([6, 5, 4, 3, 2]);
    expect(inspect.recent_runs?.map(({ retries }) => retries)).toEqual([5, 4, 3, 2, 1]);
    expect(inspect.current_run).toEqual(inspect.recent_runs?.[0]);
    const timeline = await timelineOf(service.api, task.id);
    expect(timeline.length).toBeGreaterThan(10);
    expect(inspect.recent_events?.map(({ id }) => id)).toEqual(timeline.slice(-10).map(({ event_id }) => event_id));
    expect(inspect.recent_events?.slice(-3).map(({ type, outcome }) => [type, outcome])).toEqual([
      ['task.run_claimed', 'info'],
      ['task.run_failed', 'failure'],
      ['task.run_enqueued', 'info'],
    ]);
  });
});

describe('an inspection of a run', () => {
  it('shows the lease and the session of a claimed one', async () => {
    const { task, run } = await place.queued();
    const agent = await place.agent({ agent_name: 'bob', provider: 'acme' });
    const { lease } = await agent.claim();
    const inspect = await ofRun(run.id);
    expect(inspect).toMatchObject({ target: 'run', next_action: 'running', task: { id: task.id } });
    const { heartbeat_age_seconds: age, ...current } = inspect.current_run ?? {};
    expect(age).toBeGreaterThanOrEqual(0);
    expect(current).toEqual({
      run_id: run.id,
      task_id: task.id,
      status: 'claimed',
      attempt: 1,
      bound_session_id: agent.session.session_id,
      claim_token_hash_truncated: lease.claim_token_hash?.slice('sha256:'.length, 'sha256:'.length + 8),
      lease_until: lease.lease_until,
      heartbeat_at: lease.heartbeat_at,
      queued_at: run.queued_at,
    });
    expect(inspect.task.active_run?.claim_token_hash).toBe(lease.claim_token_hash);
    expect(JSON.stringify(inspect.recent_runs)).not.toContain(lease.claim_token_hash);
    expect(inspect.bound_session).toEqual({
      session_id: agent.session.session_id,
      state: 'active',
      agent_name: 'bob',
      provider_name: 'acme',
      workspace_id: place.workspaceId,
      started_at: agent.session.created_at,
      last_activity_at: agent.session.updated_at,
    });
    expect(inspect.recent_events?.map(({ type, run_id }) => [type, run_id])).toEqual([
      ['task.run_enqueued', run.id],
      ['task.run_claimed', run.id],
    ]);
    expect(inspect.recent_events?.[1]).toMatchObject({ session_id: agent.session.session_id });
    expect(inspect.diagnostics).toBeUndefined();
  });

  it('of an old one is about that one, with the latest runs of its task', async () => {
    const { task, run: first } = await place.queued();
    const agent = await place.agent();
    await failedBy(agent);
    const second = await enqueue(service.api, task.id);
    const inspect = await ofRun(first.id);
    expect(inspect.current_run).toMatchObject({ run_id: first.id, status: 'failed', last_error_summary: 'it broke' });
    expect(inspect.recent_runs?.map(({ run_id }) => run_id)).toEqual([second.id, first.id]);
    expect(new Set(inspect.recent_events?.map(({ run_id }) => run_id))).toEqual(new Set([first.id]));
    expect((await ofTask(task.id)).current_run).toMatchObject({ run_id: second.id });
  });

  it('of unknown and blank ids is refused', async () => {
    await refused(service.api.get('/api/runs/run-0/inspect'), 404, 'run-0');
    await refused(service.api.get('/api/tasks/task-0/inspect'), 404, 'task-0');
    await refused(service.api.get('/api/runs/%20/inspect'), 422, 'id');
    await refused(service.api.get('/api/tasks/%20/inspect'), 422, 'id');
  });
});

describe('what an inspection tells of a run that failed', () => {
  it.each([
    ['é'.repeat(100), 'é'.repeat(80)],
    [`a${'é'.repeat(100)}`, `a${'é'.repeat(79)}`],
    [`  ${'x'.repeat(161)}`, 'x'.repeat(160)],
    ['😀'.repeat(41), '😀'.repeat(40)],
    [' short ', 'short'],
  ])('is the beginning of its error, at most 160 bytes: %p', async (error, summary) => {
    const { run } = await place.queued();
    const agent = await place.agent();
    await agent.claim();
    await wanted(agent.does('fail', run.id, { error }), 200);
    expect((await ofRun(run.id)).current_run?.last_error_summary).toBe(summary);
  });

  it('is the kind of failure that is stored, the times of its work, and the run that it is a retry of', async () => {
    const first = await runIn('failed', service, place);
    expect((await ofRun(first.id)).current_run).toMatchObject({ failure_kind: 'error' });
    const { run } = await wanted<{ run: Run }>(service.api.post(`/api/runs/${first.id}/retry`), 201);
    await wanted(service.api.post(`/api/runs/${run.id}/fail`, { reason: 'no use' }), 200);
    const { current_run: shown, recent_runs: recent } = await ofRun(run.id);
    expect(shown).toMatchObject({
      attempt: 2,
      retries: 1,
      previous_run_id: first.id,
      failure_kind: 'operator_forced',
      last_error_summary: 'no use',
    });
    expect(shown?.ended_at).toBe((await runDetailOf(service.api, run.id)).run.ended_at);
    expect(shown).not.toHaveProperty('started_at');
    expect(recent?.[1]).toMatchObject({ run_id: first.id });
    for (const member of ['retries', 'previous_run_id']) expect(recent?.[1]).not.toHaveProperty(member);
  });

  it('masks secrets in what is found, and leaves the run as it says', async () => {
    const { run } = await place.queued();
    const agent = await place.agent();
    await agent.claim();
    await wanted(agent.does('fail', run.id, { error: 'refused: password=hunter2-hunter2' }), 200);
    const inspect = await ofRun(run.id);
    expect(inspect.current_run?.last_error_summary).toContain('hunter2');
    expect(inspect.diagnostics).toMatchObject([
      {
        code: 'task_run_crashed',
        title: 'Task run failed without a queued retry',
        evidence: { failure_kind: 'error' },
      },
    ]);
    expect(JSON.stringify(inspect.diagnostics)).not.toContain('hunter2');
  });
});

describe('a run at work', () => {
  it('shows when it was started, and is no orphan without a lease', async () => {
    const run = await runIn('running', service, place);
    const { session_id, started_at } = (await runDetailOf(service.api, run.id)).run;
    await sql('DELETE FROM agent_sessions WHERE session_id = $1', session_id);
    const inspect = await ofRun(run.id);
    expect(inspect.current_run).toMatchObject({ started_at, bound_session_id: session_id });
    expect(inspect).toMatchObject({ next_action: 'running', bound_session: { session_id, state: 'missing' } });
    expect(codes(inspect)).toEqual([]);
  });

  it('is an orphan when its session is lost and it has a lease', async () => {
    await place.queued();
    const agent = await place.agent();
    const { run } = await agent.claim();
    await wanted(agent.api.post(`/api/task-runs/${run.id}/start`, { idempotency_key: 'start' }), 200);
    await sql('DELETE FROM agent_sessions WHERE session_id = $1', agent.session.session_id);
    const inspect = await ofRun(run.id);
    expect([inspect.current_run?.status, codes(inspect), inspect.next_action]).toEqual([
      'running',
      ['task_run_orphan'],
      'recovery_required',
    ]);
  });
});

describe('who could claim a queued run', () => {
  it('are the active sessions of its workspace', async () => {
    const { run } = await place.queued();
    await newAgent(service.api);
    expect((await ofRun(run.id)).next_action).toBe('waiting_for_session');
    const { session } = await place.agent();
    expect((await ofRun(run.id)).next_action).toBe('claim_available');
    await wanted(service.api.post(`/api/agent/sessions/${session.session_id}/stop`), 200);
    expect((await ofRun(run.id)).next_action).toBe('waiting_for_session');
  });

  it('are all active sessions where it is global', async () => {
    const task = await newTask(service.api);
    const run = await enqueue(service.api, task.id);
    await place.agent();
    expect((await ofRun(run.id)).next_action).toBe('claim_available');
  });
});

describe('what is found', () => {
  it('of a run that needs attention is why, and that it waits', async () => {
    const { task, run } = await place.queued();
    await needsAttention(service, run);
    for (const inspect of [await ofRun(run.id), await ofTask(task.id)]) {
      expect(inspect).toMatchObject({
        next_action: 'waiting_for_session',
        current_run: { run_id: run.id, status: 'needs_attention', last_error_summary: DIAGNOSTIC },
        task: { status: 'ready', active_run: { id: run.id, status: 'needs_attention', error: DIAGNOSTIC } },
      });
      expect(inspect.diagnostics).toBeUndefined();
    }
  });

  it.each([
    ['claimed', 'running'],
    ['starting', 'running'],
    ['running', 'running'],
    ['completed', 'terminal'],
    ['canceled', 'terminal'],
    ['failed', 'recovery_required'],
  ] as const)('of a %s run is that it is %s', async (status, action) => {
    const run = await runIn(status, service, place);
    for (const inspect of [await ofRun(run.id), await ofTask(run.task_id)]) {
      expect(inspect).toMatchObject({ next_action: action, current_run: { run_id: run.id, status } });
      expect(codes(inspect)).toEqual(status === 'failed' ? ['task_run_crashed'] : []);
    }
  });

  it('of a failed run is a crash, until another takes its place, unless that is canceled', async () => {
    const run = await runIn('failed', service, place);
    const [diagnostic] = (await ofRun(run.id)).diagnostics ?? [];
    expect(diagnostic).toMatchObject({
      id: `task.inspect.task_run_crashed.${run.id}`,
      category: 'task',
      severity: 'error',
      data_freshness: 'live',
      suggested_command: `POST /api/tasks/${run.task_id}/runs`,
      evidence: { run_id: run.id, status: 'failed', last_error_summary: 'it broke', failure_kind: 'error' },
    });
    await enqueue(service.api, run.task_id);
    expect(await ofRun(run.id)).toMatchObject({ next_action: 'terminal', current_run: { status: 'failed' } });
    expect(codes(await ofRun(run.id))).toEqual([]);
    await wanted(service.api.post(`/api/tasks/${run.task_id}/cancel`), 200);
    expect(await ofRun(run.id)).toMatchObject({ next_action: 'recovery_required', task: { status: 'canceled' } });
    expect((await ofTask(run.task_id)).next_action).toBe('terminal');
  });

  it('of a claim without a sign of life is that it is stuck, and the call that frees it does', async () => {
    const { run } = await place.queued();
    const agent = await place.agent();
    await agent.claim({ lease_seconds: 3_600 });
    await pastAs('heartbeat_at', run.id, '121 seconds');
    const inspect = await ofRun(run.id);
    expect(inspect.next_action).toBe('recovery_required');
    expect(codes(inspect)).toEqual(['task_run_stuck']);
    const [, path = '', body = ''] = /^POST (\S+) (.+)$/.exec(inspect.diagnostics?.[0]?.suggested_command ?? '') ?? [];
    await wanted(service.api.post(path, body), 200);
    expect(await ofRun(run.id)).toMatchObject({ next_action: 'claim_available', current_run: { status: 'queued' } });
  });

  it('of an expired lease that is not swept is that it is stale', async () => {
    const { run } = await place.queued();
    const agent = await place.agent();
    const { lease } = await agent.claim({ lease_seconds: 1 });
    await until('the lease to be over', async () => codes(await ofRun(run.id)).length > 0);
    const inspect = await ofRun(run.id);
    expect(inspect.next_action).toBe('recovery_required');
    expect(inspect.diagnostics).toMatchObject([
      { code: 'task_run_stale_lease', evidence: { lease_until: lease.lease_until } },
    ]);
    expect(inspect.as_of > (lease.lease_until ?? '')).toBe(true);
  });

  it('of a run whose session the directory does not know is that it is an orphan', async () => {
    const { run } = await place.queued();
    const agent = await place.agent();
    await agent.claim();
    const { session_id } = agent.session;
    await sql('DELETE FROM agent_sessions WHERE session_id = $1', session_id);
    const inspect = await ofRun(run.id);
    expect(inspect.bound_session).toEqual({ session_id, state: 'missing' });
    expect(inspect.diagnostics).toMatchObject([
      { code: 'task_run_orphan', severity: 'error', evidence: { session_id, session_state: 'missing' } },
    ]);
    expect(inspect.next_action).toBe('recovery_required');
  });

  it('of a run that nobody could take for long is that it is stranded, unless the scheduler is paused', async () => {
    const { run } = await place.queued();
    await pastAs('queued_at', run.id, '300 seconds');
    const stranded = await ofRun(run.id);
    expect(stranded.next_action).toBe('stranded');
    expect(stranded.diagnostics).toMatchObject([
      {
        code: 'task_run_stranded',
        severity: 'warn',
        evidence: { threshold_seconds: 300, eligible_session_count: 0, scheduler_paused: false },
      },
    ]);
    await wanted(service.api.post('/api/scheduler/pause', { reason: 'deployment' }), 200);
    try {
      const paused = await ofRun(run.id);
      expect(codes(paused)).toEqual([]);
      expect(paused.next_action).toBe('waiting_for_session');
      expect(paused.scheduler).toMatchObject({ paused: true, paused_by: 'human:local-user', reason: 'deployment' });
      expect(paused.scheduler.paused_at).toBe(paused.scheduler.updated_at);
    } finally {
      await wanted(service.api.post('/api/scheduler/resume'), 200);
    }
    const { scheduler } = await ofRun(run.id);
    expect(Object.keys(scheduler).sort()).toEqual(['paused', 'updated_at']);
    await place.agent();
    expect(await ofRun(run.id)).toMatchObject({ next_action: 'claim_available' });
  });
});
