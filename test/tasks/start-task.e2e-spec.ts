import type { StartedTask } from '../../src/client/types.js';
import type { Api } from '../support/contract.js';
import { detailOf, makePlace, newTask, type Place, refused, timelineOf, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let service: TestApp;
let place: Place;

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makePlace(service.api);
});

const start = (taskId: string, body?: object | string, api: Api = service.api) =>
  api.post<StartedTask>(`/api/tasks/${taskId}/start`, body);
const started = (taskId: string, body?: object) => wanted<StartedTask>(start(taskId, body), 201);

async function end(verb: 'complete' | 'fail'): Promise<void> {
  const agent = await place.agent();
  const { run } = await agent.claim();
  await wanted(agent.does(verb, run.id), 200);
}

describe('starting a task', () => {
  it('queues a run under the default key; the task stays ready', async () => {
    const task = await place.task();
    const { run, task: now } = await started(task.id);
    expect(run).toMatchObject({
      status: 'queued',
      attempt: 1,
      idempotency_key: `task.start.${task.id}`,
      origin: { kind: 'http', ref: 'tasks.start' },
      coordination_channel_id: `coord-${run.id}`,
    });
    const timeline = await timelineOf(service.api, task.id);
    expect(timeline.map(({ event_type }) => event_type)).toEqual(['task.created', 'task.run_enqueued']);
    expect(now).toEqual({ ...task, latest_event_seq: timeline[1]?.sequence });
  });

  it('keeps key, channel and metadata of the request', async () => {
    const body = { idempotency_key: 'mine', network_channel: `c-${place.workspaceId}`, metadata: { a: 1 } };
    const { run } = await started((await place.task()).id, body);
    expect(run).toMatchObject(body);
  });

  it('twice answers the first run, at once and for ever, and says so', async () => {
    const task = await place.task({ max_attempts: 2 });
    const { run } = await started(task.id);
    for (const verb of ['none', 'fail', 'none'] as const) {
      if (verb === 'fail') await end(verb);
      const { status, headers, body } = await start(task.id, { metadata: { other: true } });
      expect([status, headers.get('idempotency-replayed')]).toEqual([201, 'true']);
      expect(body.run.id).toBe(run.id);
      expect(body.run).not.toHaveProperty('metadata');
    }
    expect((await start(task.id)).body.run).toMatchObject({ status: 'failed', error: 'it broke' });
    const events = await timelineOf(service.api, task.id);
    expect(events.filter(({ event_type }) => event_type === 'task.run_enqueued')).toHaveLength(1);
  });

  it('with a new key is another attempt, while there are any', async () => {
    const task = await place.task({ max_attempts: 2 });
    const { run } = await started(task.id);
    await refused(start(task.id, { idempotency_key: 'b' }), 409, run.id, 'open_run_exists');
    await end('fail');
    expect((await started(task.id, { idempotency_key: 'b' })).run.attempt).toBe(2);
    await end('complete');
    await refused(start(task.id, { idempotency_key: 'c' }), 409, '2 attempts', 'attempts_exhausted');
    expect((await started(task.id, { idempotency_key: 'b' })).run).toMatchObject({ attempt: 2, status: 'completed' });
  });

  it('of a completed or failed task is allowed while attempts are left', async () => {
    const task = await place.task();
    await started(task.id);
    await end('complete');
    const { task: again, run } = await started(task.id, { idempotency_key: 'again' });
    expect([again.status, run.attempt]).toEqual(['ready', 2]);
    expect(again).not.toHaveProperty('closed_at');
  });

  it('by eight at once makes one run', async () => {
    const task = await place.task();
    const answers = await Promise.all(Array.from({ length: 8 }, () => start(task.id)));
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(201));
    expect(new Set(answers.map(({ body }) => body.run.id)).size).toBe(1);
  });

  it('by an agent needs no key', async () => {
    const agent = await place.agent();
    const task = await place.task();
    await wanted(start(task.id, undefined, agent.api), 201);
    expect((await timelineOf(service.api, task.id))[1]?.actor.kind).toBe('agent_session');
  });
});

describe('startTask refuses', () => {
  it.each([
    ['a draft', { draft: true }, 'draft'],
    ['a task that waits for approval', { approval_policy: 'manual' }, 'blocked'],
  ] as const)('%s', async (_words, more, status) => {
    const task = await place.task(more);
    await refused(start(task.id), 409, status, 'task_not_executable');
    expect(await timelineOf(service.api, task.id)).toHaveLength(1);
  });

  it.each<[number, string, unknown]>([
    [400, 'not valid JSON', '{'],
    [400, 'network_channel', { network_channel: 5 }],
    [422, 'network_channel', { network_channel: 'x y' }],
    [422, 'metadata', { metadata: { claim_token: 1 } }],
    [413, '16384', { metadata: 'x'.repeat(16_383) }],
  ])('%i: %s, case %#', async (status, words, body) => {
    await refused(start((await place.task()).id, body as object), status, words);
  });

  it('unknown tasks', async () => {
    await refused(start('task-0'), 404, 'task-0');
    await refused(start('%20'), 422, 'id');
  });
});

describe('the namespace of keys', () => {
  const runs = (taskId: string, body: object) => service.api.post<StartedTask>(`/api/tasks/${taskId}/runs`, body);

  it('is per workspace: one key on two tasks of a workspace is refused', async () => {
    const [a, b] = [await place.task(), await place.task()];
    const body = { idempotency_key: 'shared' };
    await started(a.id, body);
    await refused(start(b.id, body), 422, 'idempotency_key');
    expect(await timelineOf(service.api, b.id)).toHaveLength(1);
    expect((await started(b.id, { idempotency_key: 'own' })).run.task_id).toBe(b.id);
  });

  it('is per workspace: tasks of two workspaces and global ones never meet', async () => {
    const other = await makePlace(service.api);
    const key = `k-${place.workspaceId}`;
    for (const task of [await place.task(), await other.task(), await newTask(service.api)]) {
      await started(task.id, { idempotency_key: key });
    }
    await refused(start((await newTask(service.api)).id, { idempotency_key: key }), 422, 'idempotency_key');
  });

  it('is per operation: the same key on start and enqueue makes two attempts', async () => {
    const task = await place.task();
    const body = { idempotency_key: 'both' };
    const first = await started(task.id, body);
    await end('fail');
    const second = await runs(task.id, body);
    expect(second).toMatchObject({ status: 201, body: { run: { attempt: 2 } } });
    expect((await started(task.id, body)).run.id).toBe(first.run.id);
    const replay = await runs(task.id, { ...body, metadata: { ignored: true } });
    expect(replay.headers.get('idempotency-replayed')).toBe('true');
    expect(replay.body.run).toMatchObject({ id: second.body.run.id, attempt: 2 });
    expect(replay.body.run).not.toHaveProperty('metadata');
  });

  it('is shared by all callers of an operation', async () => {
    const task = await place.task();
    const { run } = await started(task.id, { idempotency_key: 'ours' });
    const agent = await place.agent();
    const answer = await wanted<StartedTask>(start(task.id, { idempotency_key: 'ours' }, agent.api), 201);
    expect(answer.run.id).toBe(run.id);
  });

  it('a replay wins over an open run and over used attempts', async () => {
    const task = await place.task({ max_attempts: 1 });
    const made = await runs(task.id, { idempotency_key: 'k' });
    expect((await runs(task.id, { idempotency_key: 'k' })).body.run.id).toBe(made.body.run.id);
    await end('complete');
    const after = await runs(task.id, { idempotency_key: 'k' });
    expect(after).toMatchObject({ status: 201, body: { run: { id: made.body.run.id, status: 'completed' } } });
    expect((await detailOf(service.api, task.id)).task.status).toBe('completed');
  });
});
