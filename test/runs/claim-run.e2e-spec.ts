import type { Api } from '../support/contract.js';
import {
  detailOf,
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
import { needsAttention } from './support/force.js';
import { ledTo, operate, operated } from './support/operate.js';

let service: TestApp;
let place: Place;

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makePlace(service.api);
});

const claim = (runId: string, api: Api = service.api, body?: unknown) => operate(api, 'claim', runId, body);
const KEY = { idempotency_key: 'k' };

describe('an explicit claim', () => {
  it('gives the run to its caller, without session, lease and expiry', async () => {
    const { task, run } = await place.queued({}, { metadata: { a: 1 } });
    const answer = await claim(run.id);
    expect(answer.status).toBe(200);
    const event = (await timelineOf(service.api, task.id)).at(-1);
    const human = { kind: 'human', ref: 'local-user' };
    expect(answer.body.run).toEqual({
      ...run,
      status: 'claimed',
      claimed_by: human,
      claimed_at: event?.timestamp,
    });
    expect(event).toMatchObject({
      event_type: 'task.run_claimed',
      run: { id: run.id },
      actor: human,
      origin: { kind: 'http', ref: 'tasks.claim_run' },
    });
    expect(event?.payload).toEqual({ status: 'claimed', task_status: 'ready', claimed_by: human });
    expect(Number(answer.headers.get('x-ledger-position'))).toBeGreaterThanOrEqual(event?.sequence ?? 0);
    expect((await runDetailOf(service.api, run.id)).run).toEqual(answer.body.run);
    expect((await detailOf(service.api, task.id)).task).toMatchObject({ status: 'ready', current_run_id: run.id });
  });

  it('takes the run from the queue, and puts it into nobody’s hands', async () => {
    const { run } = await place.queued();
    const agent = await place.agent();
    expect((await operated(agent.api, 'claim', run.id, KEY)).claimed_by).toEqual({
      kind: 'agent_session',
      ref: agent.session.session_id,
    });
    expect((await agent.claimNext()).status).toBe(204);
    await refused(agent.does('heartbeat', run.id), 409, '', 'AUTONOMY_NO_ACTIVE_LEASE');
  });

  it('asks neither for the place nor for the channel of who claims', async () => {
    const stranger = await newAgent(service.api, { channel: 'elsewhere' });
    const { run } = await place.queued();
    await operated(stranger.api, 'claim', run.id, KEY);
    const { run: second } = await place.queued();
    await operated(stranger.api, 'claim', second.id, KEY);
  });

  it.each(['human', 'automation', 'extension', 'network_peer'] as const)(
    'takes the run of a task that belongs to a %s, whoever asks',
    async (kind) => {
      const owner = { kind, ref: 'somebody' };
      const [one, other] = [await place.queued({ owner }), await place.queued({ owner })];
      await operated(service.api, 'claim', one.run.id);
      await operated((await place.agent()).api, 'claim', other.run.id, KEY);
    },
  );

  it('a second time is refused, under the same key too', async () => {
    const { run } = await place.queued();
    await operated(service.api, 'claim', run.id, KEY);
    await refused(claim(run.id, service.api, KEY), 409, 'task: invalid status transition: ');
  });
});

describe('claimTaskRun refuses', () => {
  it('agents without a key, before it looks for the run', async () => {
    const agent = await place.agent();
    for (const id of ['run-0', (await place.queued()).run.id]) {
      await refused(claim(id, agent.api), 422, 'claim_task_run.idempotency_key');
      await refused(claim(id, agent.api, { idempotency_key: '  ' }), 422, 'claim_task_run.idempotency_key');
    }
  });

  it('runs of tasks that cannot execute', async () => {
    const { task, run } = await place.queued({ approval_policy: 'manual' });
    await refused(claim(run.id), 409, 'blocked', 'task_not_executable');
    await wanted(service.api.post(`/api/tasks/${task.id}/cancel`), 200);
    await refused(claim(run.id), 409, 'canceled', 'task_not_executable');
  });

  it('a run that needs attention', async () => {
    const { run } = await place.queued();
    await needsAttention(service, run);
    await refused(claim(run.id), 409, 'needs_attention');
  });

  it('the runs of a pool, to everybody', async () => {
    const { run } = await place.queued({ owner: { kind: 'pool', ref: 'ada' } });
    const agent = await place.agent({ agent_name: 'ada' });
    await refused(claim(run.id), 403, 'pool');
    await refused(claim(run.id, agent.api, KEY), 403, 'pool');
    await agent.claim();
  });

  it('the runs of an agent session to all but that session', async () => {
    const [owner, other] = [await place.agent(), await place.agent()];
    const { run } = await place.queued({ owner: { kind: 'agent_session', ref: owner.session.session_id } });
    await refused(claim(run.id), 403, 'another agent session');
    await refused(claim(run.id, other.api, KEY), 403, 'another agent session');
    await operated(owner.api, 'claim', run.id, KEY);
  });

  it('agents, not people, while the task or one above it is paused', async () => {
    const parent = await place.task();
    const child = { scope: 'workspace', workspace: place.workspaceId, title: 'A child' };
    const path = `/api/tasks/${parent.id}/children`;
    const { task } = await wanted<{ task: { id: string } }>(service.api.post(path, child), 201);
    const answer = service.api.post(`/api/tasks/${task.id}/runs`);
    const { run } = await wanted<{ run: { id: string } }>(answer, 201);
    await wanted(service.api.post(`/api/tasks/${parent.id}/pause`, { reason: 'wait' }), 200);
    const agent = await place.agent();
    await refused(claim(run.id, agent.api, KEY), 409, 'paused');
    await operated(service.api, 'claim', run.id);
  });

  it('agents, not people, while the scheduler is paused', async () => {
    const own = await startTestApp();
    try {
      const agent = await newAgent(own.api);
      const ids = [await newTask(own.api), await newTask(own.api)].map(({ id }) => id);
      const runs = await Promise.all(
        ids.map((id) => wanted<{ run: { id: string } }>(own.api.post(`/api/tasks/${id}/runs`), 201)),
      );
      const [first, second] = runs.map(({ run }) => run.id) as [string, string];
      await wanted(own.api.post('/api/scheduler/pause'), 200);
      await refused(claim(first, agent.api, KEY), 409, 'scheduler is paused');
      await operated(own.api, 'claim', second);
      await wanted(own.api.post('/api/scheduler/resume'), 200);
      await operated(agent.api, 'claim', first, KEY);
    } finally {
      await own.close();
    }
  });
});

it('what is refused leaves no trace', async () => {
  const run = await ledTo('claimed', service.api, place);
  const before = await timelineOf(service.api, run.task_id);
  await refused(claim(run.id), 409, 'claimed');
  expect(await timelineOf(service.api, run.task_id)).toEqual(before);
});
