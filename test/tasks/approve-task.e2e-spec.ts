import type { Run, StartedTask, Task, TimelineItem } from '../../src/client/types.js';
import type { Api, CallOptions } from '../support/contract.js';
import { detailOf, enqueue, makePlace, type Place, refused, timelineOf, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { dependsOn, ifMatch } from './support/graph.js';

let service: TestApp;
let place: Place;

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makePlace(service.api);
});

const approve = (taskId: string, body?: object | string, options?: CallOptions, api: Api = service.api) =>
  api.post<StartedTask>(`/api/tasks/${taskId}/approve`, body, options);
const approved = (taskId: string, body?: object) => wanted<StartedTask>(approve(taskId, body), 201);
const post = (taskId: string, verb: string, body?: object) =>
  wanted(service.api.post(`/api/tasks/${taskId}/${verb}`, body), 200);
const patch = async (taskId: string, body: object) =>
  (await wanted<{ task: Task }>(service.api.patch(`/api/tasks/${taskId}`, body), 200)).task;

/** A task that waits for its approval. */
const asking = (more: Parameters<Place['task']>[0] = {}) => place.task({ approval_policy: 'manual', ...more });

/** What a task's own timeline has after its creation. */
async function eventsOf(taskId: string): Promise<TimelineItem[]> {
  return (await timelineOf(service.api, taskId)).slice(1);
}
const typesOf = async (taskId: string) => (await eventsOf(taskId)).map(({ event_type }) => event_type);

async function end(verb: 'complete' | 'fail'): Promise<Run> {
  const agent = await place.agent();
  const { run } = await agent.claim();
  await wanted(agent.does(verb, run.id), 200);
  return run;
}

describe('approving a task', () => {
  it('makes it ready and queues a run of it, in one command', async () => {
    const before = await asking();
    expect(before).toMatchObject({ status: 'blocked', approval_state: 'pending' });
    const { task, run } = await approved(before.id);
    const [first, second] = await eventsOf(before.id);
    expect(first).toMatchObject({
      event_type: 'task.approved',
      origin: { kind: 'http', ref: 'tasks.approve' },
      payload: { previous_approval_state: 'pending', approval_state: 'approved', status: 'ready' },
    });
    expect(second).toMatchObject({ event_type: 'task.run_enqueued', sequence: (first?.sequence ?? 0) + 1 });
    expect(task).toEqual({
      ...before,
      status: 'ready',
      approval_state: 'approved',
      updated_at: first?.timestamp,
      latest_event_seq: second?.sequence,
    });
    expect(run).toMatchObject({ status: 'queued', attempt: 1, idempotency_key: `task.approval.${before.id}` });
    expect((await (await place.agent()).claim()).run.id).toBe(run.id);
  });

  it('keeps key, channel and metadata of the request', async () => {
    const body = { idempotency_key: 'mine', network_channel: `c-${place.workspaceId}`, metadata: { a: 1 } };
    expect((await approved((await asking()).id, body)).run).toMatchObject(body);
  });

  it('leaves it blocked by its dependencies, with a run that waits for them', async () => {
    const blocker = await place.queued();
    const task = await asking();
    await dependsOn(service.api, task.id, blocker.task.id);
    const { task: now, run } = await approved(task.id);
    expect([now.status, run.status]).toEqual(['blocked', 'queued']);
    expect((await end('complete')).id).toBe(blocker.run.id);
    expect((await (await place.agent()).claim()).run.id).toBe(run.id);
  });

  it('twice with the same key answers the same run; with another it is decided already', async () => {
    const task = await asking();
    const { run } = await approved(task.id);
    const { status, headers, body } = await approve(task.id);
    expect([status, headers.get('idempotency-replayed'), body.run.id]).toEqual([201, 'true', run.id]);
    await refused(approve(task.id, { idempotency_key: 'other' }), 409, 'approved');
    await post(task.id, 'cancel');
    expect((await approved(task.id)).run).toMatchObject({ id: run.id, status: 'canceled' });
    expect(await typesOf(task.id)).toEqual([
      'task.approved',
      'task.run_enqueued',
      'task.run_canceled',
      'task.canceled',
    ]);
  });

  it('frees the run that was queued before, which is the answer', async () => {
    const task = await asking();
    const queued = await enqueue(service.api, task.id, { idempotency_key: 'early' });
    const agent = await place.agent();
    await wanted(agent.claimNext(), 204);
    const { headers, body } = await approve(task.id, { metadata: { ignored: true } });
    expect(headers.get('idempotency-replayed')).toBeNull();
    expect(body).toMatchObject({ task: { status: 'ready', approval_state: 'approved' }, run: { id: queued.id } });
    expect(await typesOf(task.id)).toEqual(['task.run_enqueued', 'task.approved']);
    expect((await agent.claim()).run.id).toBe(queued.id);
    expect((await detailOf(service.api, task.id)).runs).toHaveLength(1);
  });

  it('answers with the run at work when the policy changed meanwhile', async () => {
    const { task, run } = await place.queued({ max_attempts: 1 });
    const agent = await place.agent();
    await agent.claim();
    expect(await patch(task.id, { approval_policy: 'manual' })).toMatchObject({ status: 'blocked' });
    const { run: held, task: now } = await approved(task.id);
    expect([held.id, held.status, now.status]).toEqual([run.id, 'claimed', 'ready']);
    await wanted(agent.does('complete', run.id), 200);
  });

  it('publishes a draft', async () => {
    const draft = await asking({ draft: true });
    const { task, run } = await approved(draft.id);
    expect(task).toMatchObject({ status: 'ready', approval_state: 'approved' });
    expect(task).not.toHaveProperty('draft');
    const events = await eventsOf(draft.id);
    expect(events.map(({ event_type, payload }) => [event_type, payload])).toMatchObject([
      ['task.approved', { previous_approval_state: 'pending', approval_state: 'approved', status: 'draft' }],
      ['task.published', { previous_status: 'draft', status: 'ready', approval_state: 'approved' }],
      ['task.run_enqueued', { task_status: 'ready' }],
    ]);
    const [at = 0] = events.map(({ sequence }) => sequence);
    expect(events.map(({ sequence }) => sequence)).toEqual([at, at + 1, at + 2]);
    expect((await (await place.agent()).claim()).run.id).toBe(run.id);
  });

  it('publishes a draft with open dependencies to blocked, with a run that waits', async () => {
    const blocker = await place.queued();
    const draft = await asking({ draft: true });
    await dependsOn(service.api, draft.id, blocker.task.id);
    const { task, run } = await approved(draft.id);
    expect(task.status).toBe('blocked');
    expect((await eventsOf(draft.id)).map(({ event_type, payload }) => [event_type, payload])).toMatchObject([
      ['task.dependency_added', {}],
      ['task.approved', { status: 'draft' }],
      ['task.published', { status: 'blocked' }],
      ['task.run_enqueued', { task_status: 'blocked' }],
    ]);
    await end('complete');
    expect((await (await place.agent()).claim()).run.id).toBe(run.id);
  });

  it('queues the next run of a task that was asked for approval after it ended, and makes its dependents wait', async () => {
    const { task } = await place.queued();
    const dependent = await place.task();
    await dependsOn(service.api, dependent.id, task.id);
    await end('complete');
    const statusOf = async (id: string) => (await detailOf(service.api, id)).task.status;
    expect(await statusOf(dependent.id)).toBe('ready');
    await patch(task.id, { approval_policy: 'manual' });
    const { task: now, run } = await approved(task.id);
    expect([now.status, run.attempt, await statusOf(dependent.id)]).toEqual(['ready', 2, 'blocked']);
    expect(now).not.toHaveProperty('closed_at');
  });

  it('is for agents too, of their own tasks even', async () => {
    const agent = await place.agent();
    const body = { scope: 'workspace', workspace: place.workspaceId, title: 'Mine', approval_policy: 'manual' };
    const { task } = await wanted<{ task: Task }>(agent.api.post('/api/tasks', body), 201);
    await wanted(approve(task.id, undefined, {}, agent.api), 201);
    expect((await eventsOf(task.id))[0]?.actor).toEqual({ kind: 'agent_session', ref: agent.session.session_id });
  });
});

describe('approveTask refuses, and keeps nothing of it', () => {
  const untouched = async (taskId: string, more: Partial<Task>, events: number) => {
    expect((await detailOf(service.api, taskId)).task).toMatchObject({ approval_state: 'pending', ...more });
    expect(await eventsOf(taskId)).toHaveLength(events);
  };

  it('a task that needs no approval, was rejected, or is not there', async () => {
    const plain = await place.task();
    await refused(approve(plain.id), 409, 'needs no approval');
    const rejected = await asking();
    await post(rejected.id, 'reject');
    await refused(approve(rejected.id), 409, 'rejected');
    await refused(approve('task-nowhere'), 404, 'task-nowhere');
    expect(await eventsOf(plain.id)).toEqual([]);
  });

  it('a canceled task', async () => {
    const task = await asking();
    await post(task.id, 'cancel');
    await refused(approve(task.id), 409, 'canceled', 'task_not_executable');
    await untouched(task.id, { status: 'canceled' }, 1);
  });

  it('a task without attempts left', async () => {
    const { task } = await place.queued({ max_attempts: 1 });
    await end('fail');
    await patch(task.id, { approval_policy: 'manual' });
    await refused(approve(task.id), 409, '1 attempts', 'attempts_exhausted');
    await untouched(task.id, { status: 'failed' }, 4);
    await patch(task.id, { max_attempts: 2 });
    expect((await approved(task.id)).run.attempt).toBe(2);
  });

  it('a channel or key of elsewhere', async () => {
    const channel = `c-${place.workspaceId}`;
    const abroad = await makePlace(service.api);
    await abroad.queued({}, { network_channel: channel });
    const [task, other] = [await asking(), await asking()];
    await refused(approve(task.id, { network_channel: channel }), 422, 'channel');
    await approved(other.id, { idempotency_key: 'mine' });
    await refused(approve(task.id, { idempotency_key: 'mine' }), 422, 'idempotency_key');
    await untouched(task.id, { status: 'blocked' }, 0);
  });

  it('what has changed since it was read', async () => {
    const task = await asking();
    await refused(approve(task.id, {}, ifMatch(task.latest_event_seq + 1)), 412, task.id);
    await untouched(task.id, { status: 'blocked' }, 0);
    await wanted(approve(task.id, {}, ifMatch(task.latest_event_seq)), 201);
  });

  it.each<[number, string, unknown]>([
    [400, 'not valid JSON', '{'],
    [400, 'network_channel', { network_channel: 5 }],
    [422, 'network_channel', { network_channel: 'x y' }],
    [422, 'metadata', { metadata: { claim_token: 1 } }],
    [413, '16384', { metadata: 'x'.repeat(16_383) }],
  ])('%i: %s, case %#', async (status, words, body) => {
    await refused(approve('task-nowhere', body as object), status, words);
  });
});
