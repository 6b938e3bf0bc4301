import type { EnqueueRun, Run } from '../../src/client/types.js';
import type { Api } from '../support/contract.js';
import { detailOf, enqueue, makePlace, newTask, type Place, refused, timelineOf, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

let service: TestApp;
let place: Place;

beforeAll(async () => {
  service = await startTestApp();
  place = await makePlace(service.api);
});

afterAll(() => service.close());

const post = (taskId: string, body?: Partial<EnqueueRun> | string, api: Api = service.api) =>
  api.post<{ run: Run }>(`/api/tasks/${taskId}/runs`, body);

/** Takes a task's run through to its end. */
async function work(here: Place, verb: 'complete' | 'fail'): Promise<void> {
  const agent = await here.agent();
  const { run } = await agent.claim();
  await wanted(agent.does(verb, run.id), 200);
}

describe('enqueueing a run', () => {
  it('answers the queued run and nothing that is not set', async () => {
    const task = await newTask(service.api);
    const { status, headers, body } = await post(task.id);
    expect(status).toBe(201);
    expect(body.run).toEqual({
      id: expect.stringMatching(/^run-[0-9a-f]{16}$/) as string,
      task_id: task.id,
      status: 'queued',
      attempt: 1,
      origin: { kind: 'http', ref: 'tasks.enqueue_run' },
      queued_at: expect.any(String) as string,
    });
    expect(headers.get('idempotency-replayed')).toBeNull();
    const timeline = await timelineOf(service.api, task.id);
    expect(timeline.at(-1)).toMatchObject({
      sequence: Number(headers.get('x-ledger-position')),
      event_type: 'task.run_enqueued',
      run: { id: body.run.id, max_attempts: 3 },
    });
    expect(timeline.at(-1)?.payload).toEqual({ attempt: 1, status: 'queued', task_status: 'ready' });
    expect((await detailOf(service.api, task.id)).task).not.toHaveProperty('current_run_id');
  });

  it('keeps metadata, key and channels', async () => {
    const task = await place.task({ network_channel: 'of-task' });
    const run = await enqueue(service.api, task.id, {
      metadata: { workflow_id: 'w', list: [1] },
      idempotency_key: ' k-1 ',
      network_channel: 'of-request',
    });
    expect(run).toMatchObject({
      metadata: { workflow_id: 'w', list: [1] },
      idempotency_key: 'k-1',
      network_channel: 'of-request',
      coordination_channel_id: 'of-request',
    });
    expect((await timelineOf(service.api, task.id)).at(-1)?.payload).toEqual({
      attempt: 1,
      status: 'queued',
      task_status: 'ready',
      network_channel: 'of-request',
      coordination_channel_id: 'of-request',
      idempotency_key: 'k-1',
    });
  });

  it('derives a coordination channel in a workspace, and none for a global task', async () => {
    const { run } = await place.queued();
    expect(run.coordination_channel_id).toBe(`coord-${run.id}`);
    const global = await enqueue(service.api, (await newTask(service.api, { network_channel: 'build' })).id);
    expect(global).toMatchObject({ network_channel: 'build' });
    expect(global).not.toHaveProperty('coordination_channel_id');
  });

  it('refuses a channel of another workspace', async () => {
    await place.queued({ network_channel: 'taken' });
    const elsewhere = await makePlace(service.api);
    const task = await elsewhere.task({ network_channel: 'taken' });
    await refused(post(task.id), 422, 'taken');
    await refused(post(task.id, { network_channel: 'taken' }), 422, 'taken');
    expect((await post(task.id, { network_channel: 'free' })).status).toBe(201);
    await place.queued({ network_channel: 'taken' });
  });

  it('refuses the derived channel of a run of another workspace', async () => {
    const { run } = await place.queued();
    const elsewhere = await makePlace(service.api);
    const task = await elsewhere.task();
    await refused(post(task.id, { network_channel: run.coordination_channel_id }), 422, 'coord-run');
  });

  it.each([
    [201, { approval_policy: 'manual' }, 'blocked'],
    [409, { draft: true }, 'draft'],
  ] as const)('%i on %j', async (status, more, taskStatus) => {
    const task = await place.task(more);
    const answer = post(task.id);
    if (status === 409) await refused(answer, 409, taskStatus, 'task_not_executable');
    else await wanted(answer, 201);
    expect((await detailOf(service.api, task.id)).task.status).toBe(taskStatus);
  });

  it('takes a run of a task that was rejected, which nobody can claim', async () => {
    const here = await makePlace(service.api);
    const task = await here.task({ approval_policy: 'manual' });
    await wanted(service.api.post(`/api/tasks/${task.id}/reject`), 200);
    await enqueue(service.api, task.id);
    expect((await (await here.agent()).claimNext()).status).toBe(204);
  });

  it('refuses even a known key once the run, and the task with it, is canceled', async () => {
    const task = await place.task();
    const { id } = await enqueue(service.api, task.id, { idempotency_key: 'canceled' });
    await wanted(service.api.post(`/api/task-runs/${id}/cancel`), 200);
    await refused(post(task.id, { idempotency_key: 'canceled' }), 409, 'canceled', 'task_not_executable');
  });

  it('refuses a second open run, and a further attempt when all are used', async () => {
    const here = await makePlace(service.api);
    const { task } = await here.queued({ max_attempts: 2 });
    await refused(post(task.id), 409, '', 'open_run_exists');
    await work(here, 'fail');
    expect((await detailOf(service.api, task.id)).task).toMatchObject({ status: 'ready' });
    expect((await enqueue(service.api, task.id)).attempt).toBe(2);
    await work(here, 'complete');
    expect((await detailOf(service.api, task.id)).task).toMatchObject({ status: 'completed' });
    await refused(post(task.id), 409, '', 'attempts_exhausted');
  });

  it('puts a completed task back to ready and opens it again', async () => {
    const here = await makePlace(service.api);
    const { task } = await here.queued();
    await work(here, 'complete');
    expect((await detailOf(service.api, task.id)).task.closed_at).toBeDefined();
    await enqueue(service.api, task.id);
    const { task: again } = await detailOf(service.api, task.id);
    expect(again.status).toBe('ready');
    expect(again).not.toHaveProperty('closed_at');
  });

  it('has one winner of a race without keys, and one run of a race with one', async () => {
    const [a, b] = [await newTask(service.api), await newTask(service.api)];
    const free = await Promise.all(Array.from({ length: 8 }, () => post(a.id)));
    expect(free.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(7).fill(409)]);
    const keyed = await Promise.all(Array.from({ length: 8 }, () => post(b.id, { idempotency_key: 'race' })));
    expect(keyed.map(({ status }) => status)).toEqual(Array(8).fill(201));
    expect(new Set(keyed.map(({ body }) => body.run.id)).size).toBe(1);
    expect(keyed.filter(({ headers }) => headers.get('idempotency-replayed') === 'true')).toHaveLength(7);
  });
});

describe('enqueueTaskRun refuses', () => {
  it.each<[number, string, unknown]>([
    [400, 'not valid JSON', '{'],
    [400, 'JSON object', '"x"'],
    [400, 'idempotency_key', { idempotency_key: 1 }],
    [422, 'idempotency_key', { idempotency_key: 'x'.repeat(257) }],
    [422, 'network_channel', { network_channel: 'No Channel' }],
    [422, 'metadata', { metadata: { a: { CLAIM_TOKEN: 1 } } }],
    [422, 'metadata', { metadata: 'agh_claim_x' }],
    [413, '16384', { metadata: 'x'.repeat(16_383) }],
  ])('%i: %s, case %#', async (status, words, body) => {
    const task = await newTask(service.api);
    await refused(post(task.id, body as object), status, words);
    expect(await timelineOf(service.api, task.id)).toHaveLength(1);
  });

  it('unknown tasks, after it has looked at the body', async () => {
    await refused(post('task-0'), 404, 'task-0');
    await refused(post('task-0', '{'), 400, 'JSON');
    await refused(post('task-0', { network_channel: '!' }), 422, 'network_channel');
    await refused(post('%20', '{'), 422, 'id');
  });

  it('and takes an empty body, null, {} and metadata of exactly 16,384 bytes', async () => {
    for (const body of [undefined, 'null', '{}', { metadata: 'x'.repeat(16_382) }, { more: 1 }]) {
      await wanted(post((await newTask(service.api)).id, body as object), 201);
    }
  });

  it('agents without a key, and takes them with one', async () => {
    const task = await place.task();
    const agent = await place.agent();
    for (const body of [undefined, {}, { idempotency_key: '  ' }]) {
      await refused(post(task.id, body, agent.api), 422, 'idempotency_key');
    }
    await refused(post('task-0', {}, agent.api), 422, 'idempotency_key');
    await wanted(post(task.id, { idempotency_key: 'k' }, agent.api), 201);
    const [, event] = await timelineOf(service.api, task.id);
    expect(event).toMatchObject({
      actor: { kind: 'agent_session', ref: agent.session.session_id },
      origin: { kind: 'http', ref: 'tasks.enqueue_run' },
    });
  });
});
