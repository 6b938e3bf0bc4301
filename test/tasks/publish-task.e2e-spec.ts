import type { StartedTask } from '../../src/client/types.js';
import type { Api, CallOptions } from '../support/contract.js';
import { detailOf, enqueue, makePlace, newTask, type Place, refused, timelineOf, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { dependsOn, ifMatch, newChild } from './support/graph.js';

let service: TestApp;
let place: Place;

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makePlace(service.api);
});

const publish = (taskId: string, body?: object | string, options?: CallOptions, api: Api = service.api) =>
  api.post<StartedTask>(`/api/tasks/${taskId}/publish`, body, options);
const published = (taskId: string, body?: object) => wanted<StartedTask>(publish(taskId, body), 200);

/** Nothing of a refused publication is left: the draft has no event but its creation. */
async function stillDraft(taskId: string, events = 1): Promise<void> {
  const detail = await detailOf(service.api, taskId);
  expect(detail.task).toMatchObject({ status: 'draft', draft: true });
  expect(detail).not.toHaveProperty('runs');
  expect(await timelineOf(service.api, taskId)).toHaveLength(events);
}

describe('publishing a draft', () => {
  it('makes it ready and queues its first run, in one command', async () => {
    const draft = await place.task({ draft: true });
    const { task, run } = await published(draft.id);
    const [, first, second] = await timelineOf(service.api, draft.id);
    expect(first).toMatchObject({
      event_type: 'task.published',
      origin: { kind: 'http', ref: 'tasks.publish' },
      payload: { previous_status: 'draft', status: 'ready', approval_state: 'not_required' },
    });
    expect(second).toMatchObject({
      event_type: 'task.run_enqueued',
      payload: { attempt: 1, status: 'queued', task_status: 'ready', idempotency_key: `task.publish.${draft.id}` },
    });
    expect(second?.sequence).toBe((first?.sequence ?? 0) + 1);
    expect(second?.timestamp).toBe(first?.timestamp);
    const { draft: _gone, ...rest } = draft;
    const changed = { status: 'ready', updated_at: first?.timestamp, latest_event_seq: second?.sequence };
    expect(task).toEqual({ ...rest, ...changed });
    expect(run).toMatchObject({
      status: 'queued',
      attempt: 1,
      idempotency_key: `task.publish.${draft.id}`,
      coordination_channel_id: `coord-${run.id}`,
      origin: { kind: 'http', ref: 'tasks.publish' },
    });
    expect((await (await place.agent()).claim()).run.id).toBe(run.id);
  });

  it('keeps key, channel and metadata of the request, and the documents of the draft', async () => {
    const draft = await place.task({ draft: true, description: 'at length', metadata: { b: 2 } });
    const body = { idempotency_key: ' mine ', network_channel: `c-${place.workspaceId}`, metadata: { a: 1 } };
    const { run, task } = await published(draft.id, body);
    expect(run).toMatchObject({ ...body, idempotency_key: 'mine' });
    expect(task).toMatchObject({ description: 'at length', metadata: { b: 2 } });
  });

  it('twice with the same key answers the first run, whatever has become of it, and says so', async () => {
    const draft = await place.task({ draft: true });
    const { run } = await published(draft.id);
    const replay = async () => {
      const { status, headers, body } = await publish(draft.id, { metadata: { other: true } });
      expect([status, headers.get('idempotency-replayed'), body.run.id]).toEqual([200, 'true', run.id]);
      return body;
    };
    expect((await replay()).run).not.toHaveProperty('metadata');
    await wanted(service.api.post(`/api/tasks/${draft.id}/cancel`), 200);
    expect(await replay()).toMatchObject({ task: { status: 'canceled' }, run: { status: 'canceled' } });
    await refused(publish(draft.id, { idempotency_key: 'other' }), 409, 'canceled');
  });

  it('with a key of its own is replayed by that key alone', async () => {
    const draft = await place.task({ draft: true });
    const { run } = await published(draft.id, { idempotency_key: 'mine' });
    expect((await published(draft.id, { idempotency_key: 'mine' })).run.id).toBe(run.id);
    await refused(publish(draft.id), 409, 'ready');
  });

  it('by an agent, below a pause, and with an open child', async () => {
    const draft = await place.task({ draft: true });
    await newChild(service.api, draft.id, { scope: 'workspace', workspace: place.workspaceId, draft: true });
    await wanted(service.api.post(`/api/tasks/${draft.id}/pause`, { reason: 'wait' }), 200);
    const agent = await place.agent();
    const { task } = await wanted<StartedTask>(publish(draft.id, {}, {}, agent.api), 200);
    expect(task).toMatchObject({ status: 'ready', paused: true });
    await wanted(agent.claimNext(), 204);
    await wanted(service.api.post(`/api/tasks/${draft.id}/resume`), 200);
    await agent.claim();
  });
});

describe('publishTask refuses, and leaves a draft', () => {
  it('that waits for a manual approval', async () => {
    const draft = await place.task({ draft: true, approval_policy: 'manual' });
    await refused(publish(draft.id), 409, 'blocked');
    await stillDraft(draft.id);
  });

  it('that waits for a task; not when that is completed', async () => {
    const blocker = await place.queued();
    const draft = await place.task({ draft: true });
    await dependsOn(service.api, draft.id, blocker.task.id);
    await refused(publish(draft.id), 409, 'blocked');
    await stillDraft(draft.id, 2);
    const agent = await place.agent();
    await wanted(agent.does('complete', (await agent.claim()).run.id), 200);
    expect((await published(draft.id)).task.status).toBe('ready');
  });

  it('whose run cannot be queued: key or channel belong elsewhere', async () => {
    const other = await place.task({ draft: true });
    await published(other.id, { idempotency_key: 'mine' });
    const channel = `c-${place.workspaceId}`;
    const abroad = await makePlace(service.api);
    await abroad.queued({}, { network_channel: channel });
    const draft = await place.task({ draft: true });
    await refused(publish(draft.id, { idempotency_key: 'mine' }), 422, 'idempotency_key');
    await refused(publish(draft.id, { network_channel: channel }), 422, 'channel');
    await stillDraft(draft.id);
    // The same key on another endpoint is another key.
    expect((await enqueue(service.api, (await place.task()).id, { idempotency_key: 'mine' })).attempt).toBe(1);
  });

  it('what is no draft, or not there', async () => {
    const task = await place.task();
    await refused(publish(task.id), 409, 'ready');
    await refused(publish('task-nowhere'), 404, 'task-nowhere');
    expect(await timelineOf(service.api, task.id)).toHaveLength(1);
  });

  it('what has changed since it was read', async () => {
    const draft = await place.task({ draft: true });
    await refused(publish(draft.id, {}, ifMatch(draft.latest_event_seq - 1)), 412, draft.id);
    await refused(publish(draft.id, {}, ifMatch('no')), 422, 'If-Match');
    await stillDraft(draft.id);
    await wanted(publish(draft.id, {}, ifMatch(draft.latest_event_seq)), 200);
    // The same words again, as after an answer that got lost.
    await wanted(publish(draft.id, {}, ifMatch(draft.latest_event_seq)), 200);
    // Before the state is looked at, but after the task and the key.
    await refused(publish(draft.id, { idempotency_key: 'new' }, ifMatch(draft.latest_event_seq)), 412, draft.id);
    await refused(publish('task-nowhere', {}, ifMatch(1)), 404, 'task-nowhere');
  });

  it.each<[number, string, unknown]>([
    [400, 'not valid JSON', '{'],
    [400, 'idempotency_key', { idempotency_key: 5 }],
    [422, 'network_channel', { network_channel: 'x y' }],
    [422, 'metadata', { metadata: { claim_token: 1 } }],
    [413, '16384', { metadata: 'x'.repeat(16_383) }],
  ])('%i: %s, case %#', async (status, words, body) => {
    await refused(publish('task-nowhere', body as object), status, words);
  });
});

describe('many at once', () => {
  it('make one run, and all are answered with it', async () => {
    const { id } = await newTask(service.api, { draft: true });
    const answers = await Promise.all(Array.from({ length: 20 }, () => publish(id)));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(new Set(answers.map(({ body }) => body.run.id)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === 'true')).toHaveLength(19);
    expect(await timelineOf(service.api, id)).toHaveLength(3);
  });
});
