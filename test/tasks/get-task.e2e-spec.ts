import { DataSource } from 'typeorm';
import type { Task } from '../../src/client/types.js';
import {
  detailOf,
  enqueue,
  makePlace,
  newTask,
  type Place,
  refused,
  runDetailOf,
  timelineOf,
  wanted,
} from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { newChild } from './support/graph.js';

let service: TestApp;
let place: Place;

beforeAll(async () => {
  service = await startTestApp();
  place = await makePlace(service.api);
});

afterAll(() => service.close());

describe('the detail of a task', () => {
  it('of a fresh task has summary, task and its event, and no empty lists', async () => {
    const task = await newTask(service.api, { description: 'at length', metadata: { a: 1 } });
    const detail = await detailOf(service.api, task.id);
    expect(Object.keys(detail).sort()).toEqual(['events', 'summary', 'task']);
    expect(detail.task).toEqual(task);
    const { description: _description, metadata: _metadata, ...summary } = task;
    expect(detail.summary).toEqual({ ...summary, last_activity_at: task.created_at });
    expect(detail.events).toEqual([
      {
        id: expect.stringMatching(/^evt-[0-9a-f]{16}$/) as string,
        task_id: task.id,
        event_type: 'task.created',
        actor: task.created_by,
        origin: task.origin,
        payload: { scope: 'global', status: 'ready' },
        timestamp: task.created_at,
      },
    ]);
  });

  it('shows the open run in the summary, runs and events newest first, and moves with activity', async () => {
    const here = await makePlace(service.api);
    const { task, run } = await here.queued({ max_attempts: 2 });
    const agent = await here.agent();
    await agent.claim();
    await wanted(agent.does('fail', run.id, { error: 'it broke', metadata: { code: 7 } }), 200);
    const second = await enqueue(service.api, task.id, { metadata: { try: 2 } });
    const { summary, task: shown, runs, events } = await detailOf(service.api, task.id);
    expect(summary.active_run).toMatchObject({ id: second.id, status: 'queued', attempt: 2, max_attempts: 2 });
    expect(summary.active_run).not.toHaveProperty('origin');
    expect(runs?.map(({ id, status, error }) => ({ id, status, error }))).toEqual([
      { id: second.id, status: 'queued', error: undefined },
      { id: run.id, status: 'failed', error: 'it broke' },
    ]);
    expect(runs?.[0]?.metadata).toEqual({ try: 2 });
    expect(events?.map(({ event_type }) => event_type)).toEqual([
      'task.run_enqueued',
      'task.run_failed',
      'task.run_claimed',
      'task.run_enqueued',
      'task.created',
    ]);
    expect(events?.[1]).toMatchObject({ run_id: run.id, payload: { metadata: { code: 7 } } });
    expect(summary.last_activity_at).toBe(events?.[0]?.timestamp);
    expect(shown).toMatchObject({ status: 'ready', updated_at: task.updated_at });
    expect(shown.latest_event_seq).toBeGreaterThan(task.latest_event_seq);
  });

  it('embeds at most 200 events', async () => {
    const here = await makePlace(service.api);
    const { task, run } = await here.queued();
    const agent = await here.agent();
    await agent.claim();
    const steps = Array.from({ length: 50 }, (_none, index) => ({ index, description: 's' }));
    for (let call = 0; call < 4; call++) await wanted(agent.does('steps', run.id, { steps }), 200);
    const { events } = await detailOf(service.api, task.id);
    expect(events).toHaveLength(200);
    expect(events?.every(({ event_type }) => event_type === 'task.run_progress')).toBe(true);
  });

  it('is found by trimmed id', async () => {
    const task = await newTask(service.api);
    expect(
      (await wanted<{ task: { task: Task } }>(service.api.get(`/api/tasks/%20${task.id}%20`), 200)).task.task.id,
    ).toBe(task.id);
  });

  it('refuses unknown and blank ids', async () => {
    await refused(service.api.get('/api/tasks/task-0'), 404, 'task-0');
    await refused(service.api.get('/api/tasks/%20'), 422, 'id');
    await refused(service.api.get('/api/tasks/%00'), 422, 'NUL');
  });
});

describe('the detail of a run', () => {
  it('of a queued run has no session and is last active when it was queued', async () => {
    const { task, run } = await place.queued({}, { metadata: { a: 1 }, idempotency_key: 'a key' });
    const detail = await runDetailOf(service.api, run.id);
    expect(detail.run).toEqual(run);
    expect(detail.run).toMatchObject({ metadata: { a: 1 }, idempotency_key: 'a key' });
    expect(detail.task).toMatchObject({
      id: task.id,
      title: task.title,
      status: 'ready',
      workspace_id: place.workspaceId,
    });
    expect(detail.task.latest_event_seq).toBeGreaterThan(task.latest_event_seq);
    expect(detail).not.toHaveProperty('session');
    expect(detail.summary).toEqual({ last_activity_at: run.queued_at, last_event_type: 'task.run_enqueued' });
  });

  it('of a held run names its session and adds up what was used', async () => {
    const here = await makePlace(service.api);
    const { run } = await here.queued();
    const agent = await here.agent({ agent_name: 'bob', name: 'Bob the builder' });
    const { lease } = await agent.claim();
    const usage = {
      input_tokens: 10,
      output_tokens: 5,
      total_cost: 0.25,
      cost_currency: 'EUR',
      tool_calls: 2,
      turns: 1,
    };
    await wanted(agent.does('steps', run.id, { usage }), 200);
    await wanted(agent.does('steps', run.id, { usage: { ...usage, cost_currency: undefined } }), 200);
    const { session, summary, run: shown } = await runDetailOf(service.api, run.id);
    expect(session).toEqual({
      session_id: agent.session.session_id,
      workspace_id: here.workspaceId,
      agent_name: 'bob',
      name: 'Bob the builder',
      state: 'active',
      created_at: agent.session.created_at,
      updated_at: agent.session.updated_at,
    });
    expect(summary).toMatchObject({
      last_event_type: 'task.run_progress',
      tool_call_count: 4,
      turn_count: 2,
      input_tokens: 20,
      output_tokens: 10,
      total_tokens: 30,
      total_cost: 0.5,
      cost_currency: 'EUR',
    });
    expect(summary.last_activity_at >= (shown.heartbeat_at ?? '')).toBe(true);
    expect(shown).toMatchObject({ status: 'claimed', claim_token_hash: lease.claim_token_hash });
    expect(shown).not.toHaveProperty('coordination_channel');
  });

  it('has of its consumption what was told, and nothing else', async () => {
    const here = await makePlace(service.api);
    const { run } = await here.queued();
    const agent = await here.agent();
    await agent.claim();
    const known = async () => {
      const { last_activity_at, last_event_type, ...consumption } = (await runDetailOf(service.api, run.id)).summary;
      expect([typeof last_activity_at, typeof last_event_type]).toEqual(['string', 'string']);
      return consumption;
    };
    const tell = (usage: object) => wanted(agent.does('steps', run.id, { usage }), 200);
    expect(await known()).toEqual({});
    await tell({ input_tokens: 7 });
    expect(await known()).toEqual({ input_tokens: 7, total_tokens: 7 });
    await tell({ turns: 0, tool_calls: 0, output_tokens: 0 });
    expect(await known()).toEqual({ input_tokens: 7, output_tokens: 0, total_tokens: 7 });
    await tell({ total_cost: 0.125, tool_calls: 3 });
    expect(await known()).toEqual({
      input_tokens: 7,
      output_tokens: 0,
      total_tokens: 7,
      total_cost: 0.125,
      tool_call_count: 3,
    });
    await tell({ cost_currency: 'EUR', turns: 2 });
    await tell({ cost_currency: 'USD' });
    expect(await known()).toMatchObject({ turn_count: 2, cost_currency: 'EUR' });
  });

  it('is last active at the latest of its times, of its heartbeat and of its progress', async () => {
    const here = await makePlace(service.api);
    const { run } = await here.queued();
    const agent = await here.agent();
    await agent.claim();
    const latest = async () => (await timelineOf(service.api, run.task_id)).at(-1);
    const summary = async () => (await runDetailOf(service.api, run.id)).summary;
    const same = async () => {
      const { last_activity_at, last_event_type } = await summary();
      expect([last_event_type, last_activity_at]).toEqual([(await latest())?.event_type, (await latest())?.timestamp]);
    };
    await same();
    await wanted(agent.does('heartbeat', run.id), 200);
    await same();
    await wanted(agent.does('steps', run.id, { log: ['on my way'] }), 200);
    await same();
    await wanted(agent.does('complete', run.id, { result: 7 }), 200);
    await same();
    expect((await summary()).last_activity_at).toBe((await runDetailOf(service.api, run.id)).run.ended_at);
  });

  it('shows the session as it stands now, with its channel', async () => {
    const here = await makePlace(service.api);
    await here.queued({ network_channel: 'builders' });
    const agent = await here.agent({ channel: 'builders' });
    const { run } = await agent.claim();
    await wanted(agent.does('complete', run.id), 200);
    const { session_id } = agent.session;
    expect((await runDetailOf(service.api, run.id)).session).toMatchObject({ channel: 'builders', state: 'active' });
    await wanted(service.api.post(`/api/agent/sessions/${session_id}/stop`), 200);
    expect((await runDetailOf(service.api, run.id)).session).toMatchObject({ session_id, state: 'stopped' });
  });

  it('shows no claim token that its metadata or its result may hold, at any depth', async () => {
    const { run } = await place.queued();
    const planted = JSON.stringify({ claim_token: 'x', kept: [{ Claim_Token: 'y', claim_token_hash: 'z' }] });
    for (const name of ['metadata', 'result']) {
      await service.app
        .get(DataSource)
        .query('INSERT INTO task_documents (owner_id, name, value) VALUES ($1, $2, $3)', [run.id, name, planted]);
    }
    const { metadata, result } = (await runDetailOf(service.api, run.id)).run;
    expect([metadata, result]).toEqual(Array(2).fill({ kept: [{ claim_token_hash: 'z' }] }));
  });

  it('of a run whose session the directory does not know has its own times instead', async () => {
    const here = await makePlace(service.api);
    await here.queued();
    const agent = await here.agent();
    const { run } = await agent.claim();
    const { session_id } = agent.session;
    await service.app.get(DataSource).query('DELETE FROM agent_sessions WHERE session_id = $1', [session_id]);
    const { session } = await runDetailOf(service.api, run.id);
    expect(session).toEqual({ session_id, created_at: run.claimed_at, updated_at: run.claimed_at });
  });

  it('shows that its task is paused from above', async () => {
    const top = await place.task();
    const child = await newChild(service.api, top.id, { scope: 'workspace', workspace: place.workspaceId });
    const run = await enqueue(service.api, child.id);
    await wanted(service.api.post(`/api/tasks/${top.id}/pause`, { reason: 'wait' }), 200);
    const { task } = await runDetailOf(service.api, run.id);
    expect(task).toMatchObject({ id: child.id, effective_paused: true, paused_by_task_id: top.id });
  });

  it('refuses unknown and blank ids', async () => {
    await refused(service.api.get('/api/task-runs/run-0'), 404, 'run-0');
    await refused(service.api.get('/api/task-runs/%20'), 422, 'id');
  });
});
