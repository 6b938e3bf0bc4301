import { request } from 'node:http';
import { DataSource } from 'typeorm';
import type { AgentSession, Claim, Run } from '../../src/client/types.js';
import { type KeyedService, startKeyedService } from '../access/support/keyed-service.js';
import type { Api } from '../support/contract.js';
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
import { until } from '../support/until.js';
import { attach, eventsOf, ledTo, operate, operated, sessionOf } from './support/operate.js';

let service: TestApp;
let place: Place;

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makePlace(service.api);
});

const start = (runId: string, api: Api = service.api, body?: unknown) => operate(api, 'start', runId, body);
const KEY = { idempotency_key: 'k' };
const runOf = async (id: string) => (await runDetailOf(service.api, id)).run;

describe('starting a claimed run', () => {
  it('makes a session for it and puts it to work', async () => {
    const claimed = await ledTo('claimed', service.api, place, { title: 'Paint it' });
    const answer = await start(claimed.id);
    expect(answer.status).toBe(200);
    const { run } = answer.body;
    const items = (await timelineOf(service.api, run.task_id)).slice(3);
    const [starting, bound, started] = items;
    expect(run).toEqual({
      ...claimed,
      status: 'running',
      session_id: run.session_id,
      started_at: started?.timestamp,
    });
    const status = { status: 'starting', task_status: 'in_progress' };
    expect(items.map(({ event_type, payload }) => [event_type, payload])).toEqual([
      ['task.run_starting', status],
      ['task.run_session_bound', { ...status, session_id: run.session_id }],
      ['task.run_started', { status: 'running', task_status: 'in_progress', session_id: run.session_id }],
    ]);
    for (const item of [starting, bound, started]) {
      expect(item).toMatchObject({ actor: { kind: 'human', ref: 'local-user' }, origin: { ref: 'tasks.start_run' } });
    }
    expect((await detailOf(service.api, run.task_id)).task).toMatchObject({
      status: 'in_progress',
      current_run_id: run.id,
    });
    expect(Number(answer.headers.get('x-ledger-position'))).toBeGreaterThanOrEqual(started?.sequence ?? 0);
  });

  it('on a session that is named after the task and belongs to its workspace and channel', async () => {
    const run = await ledTo('running', service.api, place, { title: 'Paint it' });
    expect(await sessionOf(service.api, run.session_id)).toMatchObject({
      ...{ name: 'task:Paint it#1', agent_name: 'system', state: 'active', system: true },
      ...{ workspace_id: place.workspaceId, channel: run.coordination_channel_id },
    });
    const { session } = await runDetailOf(service.api, run.id);
    expect(session).toMatchObject({ session_id: run.session_id, name: 'task:Paint it#1', state: 'active' });
  });

  it('on the network channel where the run has one, and on none for a global task', async () => {
    const channel = `c-${place.workspaceId.slice(-8)}`;
    const run = await ledTo('running', service.api, place, {}, { network_channel: channel });
    expect(await sessionOf(service.api, run.session_id)).toMatchObject({ channel });
    const { id } = await enqueue(service.api, (await newTask(service.api, { title: 'x'.repeat(1_024) })).id);
    await operated(service.api, 'claim', id);
    const global = await sessionOf(service.api, (await operated(service.api, 'start', id)).session_id);
    expect(global).not.toHaveProperty('workspace_id');
    expect(global).not.toHaveProperty('channel');
    expect(global.name).toBe(`task:${'x'.repeat(121)}#1`);
  });

  it('needs nobody to see the session, which blocks no claim of others', async () => {
    const run = await ledTo('running', service.api, place);
    const [row] = await service.app
      .get(DataSource)
      .query<object[]>('SELECT system, principal_ref FROM agent_sessions WHERE session_id = $1', [run.session_id]);
    expect(row).toEqual({ system: true, principal_ref: 'local-user' });
    await place.queued();
    await (await place.agent()).claim();
  });

  it('a second time is refused, under the same key too', async () => {
    const run = await ledTo('claimed', service.api, place);
    await wanted(start(run.id, service.api, KEY), 200);
    await refused(start(run.id, service.api, KEY), 409, 'running');
  });

  it('goes on when the caller hangs up', async () => {
    const { id } = await ledTo('claimed', service.api, place);
    const call = request(`${service.url}/api/task-runs/${id}/start`, { method: 'POST' });
    call.on('error', () => undefined);
    call.end();
    await until('the start to be heard', async () => (await runOf(id)).status !== 'claimed');
    call.destroy();
    await until('the start to be over', async () => (await runOf(id)).status === 'running');
  });
});

it('starting a run with an attached session is one more step', async () => {
  const { id, task_id } = await ledTo('claimed', service.api, place);
  const { session } = await place.agent();
  await wanted(attach(service.api, id, session.session_id), 200);
  const run = await operated(service.api, 'start', id);
  expect(run).toMatchObject({ status: 'running', session_id: session.session_id });
  expect((await eventsOf(service.api, task_id)).map(([type]) => type)).toEqual([
    'task.run_claimed',
    'task.run_session_bound',
    'task.run_started',
  ]);
});

describe('starting a run under a lease', () => {
  it('puts it to work on the session of its holder, who keeps the lease', async () => {
    const { task } = await place.queued();
    const agent = await place.agent();
    const claim = await agent.claim();
    const run = await operated(agent.api, 'start', claim.run.id, KEY);
    const { session_id } = agent.session;
    expect(run).toMatchObject({
      ...{ status: 'running', session_id, lease_until: claim.lease.lease_until },
      claim_token_hash: claim.lease.claim_token_hash,
    });
    const status = { status: 'starting', task_status: 'in_progress', session_id };
    expect((await eventsOf(service.api, task.id)).slice(1)).toEqual([
      ['task.run_starting', status],
      ['task.run_session_bound', status],
      ['task.run_started', { status: 'running', task_status: 'in_progress', session_id }],
    ]);
    const { lease } = (await agent.does('heartbeat', run.id)).body;
    expect(lease).toMatchObject({ status: 'running', claim_token_hash: claim.lease.claim_token_hash });
    await refused(start(run.id, agent.api, KEY), 409, 'running');
    await wanted(agent.does('complete', run.id), 200);
    expect(await sessionOf(service.api, session_id)).toMatchObject({ state: 'active' });
  });

  it('is refused to everybody else, and takes nothing from the holder', async () => {
    await place.queued();
    const [agent, other] = [await place.agent(), await place.agent()];
    const { run } = await agent.claim();
    await refused(start(run.id), 409, 'only its holder');
    await refused(start(run.id, other.api, KEY), 409, 'only its holder');
    await wanted(agent.does('heartbeat', run.id), 200);
  });
});

describe('a start that finds no session', () => {
  /** A pool's ref may be what no agent can be called. */
  async function poolOf(ref: string, max_attempts: number): Promise<Run> {
    const run = await ledTo('claimed', service.api, place, { max_attempts });
    const body = { owner: { kind: 'pool', ref } };
    await wanted(service.api.patch(`/api/tasks/${run.task_id}`, body), 200);
    return run;
  }

  it.each([
    [1, 'failed'],
    [2, 'ready'],
  ] as const)('fails the run and answers why; of %p attempts the task is %s', async (attempts, status) => {
    const run = await poolOf('p'.repeat(129), attempts);
    await refused(start(run.id), 422, 'agent name');
    const error = 'the session could not be started: an agent name has 1 to 128 characters and no control characters';
    expect(await runOf(run.id)).toMatchObject({ status: 'failed', error });
    expect(await runOf(run.id)).not.toHaveProperty('session_id');
    expect((await detailOf(service.api, run.task_id)).task.status).toBe(status);
    expect((await eventsOf(service.api, run.task_id)).slice(-2)).toEqual([
      ['task.run_starting', { status: 'starting', task_status: 'in_progress' }],
      ['task.run_failed', { status: 'failed', task_status: status, error }],
    ]);
    await refused(start(run.id), 409, 'failed');
  });

  it('is none where the pool is called like an agent', async () => {
    const run = await poolOf('painters', 1);
    const { session_id } = await operated(service.api, 'start', run.id);
    expect(await sessionOf(service.api, session_id)).toMatchObject({ agent_name: 'painters' });
  });
});

describe('startTaskRun refuses', () => {
  it('agents without a key, before it looks for the run', async () => {
    const agent = await place.agent();
    await refused(start('run-0', agent.api), 422, 'start_task_run.idempotency_key');
    const run = await ledTo('claimed', service.api, place);
    await refused(start(run.id, agent.api, {}), 422, 'start_task_run.idempotency_key');
    await operated(agent.api, 'start', run.id, KEY);
  });

  it('runs of tasks that cannot execute', async () => {
    const run = await ledTo('claimed', service.api, place);
    const path = `/api/tasks/${run.task_id}`;
    await wanted(service.api.patch(path, { approval_policy: 'manual' }), 200);
    await refused(start(run.id), 409, 'blocked', 'task_not_executable');
    await wanted(service.api.post(`${path}/cancel`), 200);
    await refused(start(run.id), 409, 'canceled', 'task_not_executable');
  });

  it('not for a pause', async () => {
    const run = await ledTo('claimed', service.api, place);
    await wanted(service.api.post(`/api/tasks/${run.task_id}/pause`, { reason: 'wait' }), 200);
    await operated(service.api, 'start', run.id);
  });

  it.each(['start', 'attach-session'] as const)(
    'a channel that has become another workspace’s: %s says so in the log and does nothing else',
    async (verb) => {
      const network_channel = `c-${place.workspaceId.slice(-8)}`;
      const task = await newTask(service.api, { network_channel });
      const { id } = await enqueue(service.api, task.id);
      await operated(service.api, 'claim', id);
      await place.queued({ network_channel });
      const before = await runOf(id);
      for (const times of [1, 2]) {
        await refused(operate(service.api, verb, id), 409, network_channel);
        const events = (await eventsOf(service.api, task.id)).slice(1);
        const operation = verb === 'start' ? 'start' : 'attach';
        const payload = { operation, reason: 'stale_network_channel', network_channel };
        expect(events).toEqual(Array(times).fill(['task.run_rejected', payload]));
      }
      expect(await runOf(id)).toEqual(before);
    },
  );

  it('a stale channel after a task that cannot execute, and before the state of the run', async () => {
    const network_channel = `c-${place.workspaceId.slice(-8)}`;
    const task = await newTask(service.api, { network_channel });
    const { id } = await enqueue(service.api, task.id);
    await place.queued({ network_channel });
    await refused(start(id), 409, network_channel);
    await wanted(service.api.post(`/api/tasks/${task.id}/cancel`), 200);
    await refused(start(id), 409, 'canceled', 'task_not_executable');
  });
});

describe('a key with the role agent', () => {
  let keyed: KeyedService;

  beforeAll(async () => {
    keyed = await startKeyedService();
  });

  afterAll(() => keyed.close());

  it('starts what its session holds, and no run that an operator claimed', async () => {
    const there = await makePlace(keyed.admin);
    const agent = await keyed.key({ role: 'agent', workspace: there.workspaceId });
    const ada = { agent_name: 'ada', workspace: there.workspaceId };
    const registered = await agent.api.post<{ session: AgentSession }>('/api/agent/sessions', ada);
    const session = agent.api.as(registered.body.session);
    const claimed = await ledTo('claimed', keyed.admin, there);
    for (const caller of [agent.api, session]) {
      await refused(start(claimed.id, caller, KEY), 403, 'permission denied');
    }
    const timeline = await timelineOf(keyed.admin, claimed.task_id);
    expect(timeline.at(-1)?.event_type).toBe('task.run_claimed');

    await there.queued();
    const claim = await session.post<{ claim: Claim }>('/api/agent/tasks/claim-next', {});
    const { run } = await wanted<{ run: Run }>(start(claim.body.claim.run.id, session, KEY), 200);
    expect(run).toMatchObject({ status: 'running', session_id: registered.body.session.session_id });
  });
});
