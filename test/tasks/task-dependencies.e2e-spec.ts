import type { TaskDetail, TaskSummary } from '../../src/client/types.js';
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
import { deleteEdge, deleteTask, dependsOn, ifMatch, newChild, postEdge, storyOf } from './support/graph.js';

let service: TestApp;
let place: Place;

beforeAll(async () => {
  service = await startTestApp();
  place = await makePlace(service.api);
});

afterAll(() => service.close());

const statusOf = async (taskId: string) => (await detailOf(service.api, taskId)).task.status;
const add = async (taskId: string, blockerId: string) =>
  (await wanted<{ task: TaskDetail }>(postEdge(service.api, taskId, blockerId), 200)).task;
const remove = async (taskId: string, blockerId: string) =>
  (await wanted<{ task: TaskDetail }>(deleteEdge(service.api, taskId, blockerId), 200)).task;

/** Runs of the task, one after the other: claimed and completed, or failed. */
async function work(here: Place, taskId: string, verb: 'complete' | 'fail' = 'complete', key?: string): Promise<void> {
  const agent = await here.agent();
  await enqueue(service.api, taskId, key === undefined ? undefined : { idempotency_key: key });
  const { run } = await agent.claim();
  expect(run.task_id).toBe(taskId);
  await wanted(agent.does(verb, run.id), 200);
}

describe('adding a dependency', () => {
  it('blocks a ready task and answers it as it is read afterwards', async () => {
    const [task, blocker] = [await place.task(), await place.task({ title: 'First of all', identifier: 'F-1' })];
    const { status, headers, body } = await postEdge(service.api, task.id, blocker.id);
    expect(status).toBe(200);
    const added = (await timelineOf(service.api, task.id)).at(-1);
    expect(added).toMatchObject({
      event_type: 'task.dependency_added',
      payload: { depends_on_task_id: blocker.id, kind: 'blocks', status: 'blocked' },
      origin: { kind: 'http', ref: 'tasks.add_dependency' },
    });
    expect(Object.keys(added?.payload ?? {})).toHaveLength(3);
    expect(headers.get('x-ledger-position')).toBe(String(added?.sequence));
    const edge = { task_id: task.id, depends_on_task_id: blocker.id, kind: 'blocks', created_at: added?.timestamp };
    const { id, identifier, title, priority, scope, workspace_id, latest_event_seq } = blocker;
    const reference = { id, identifier, title, status: 'ready', priority, scope, workspace_id, latest_event_seq };
    expect(body.task.dependencies).toEqual([edge]);
    expect(body.task.dependency_references).toEqual([{ ...edge, depends_on: reference }]);
    expect(body.task.summary).toMatchObject({ dependency_count: 1, dependencies: body.task.dependency_references });
    expect(body.task.task).toMatchObject({ status: 'blocked', latest_event_seq: added?.sequence });
    expect(body.task.task.updated_at).toBe(added?.timestamp);
    expect(await detailOf(service.api, task.id)).toEqual(body.task);
    expect((await timelineOf(service.api, blocker.id)).map(({ event_type }) => event_type)).toEqual(['task.created']);
  });

  it('takes `blocks` for the kind, in any spelling, and nothing else', async () => {
    const [task, a, b] = [await newTask(service.api), await newTask(service.api), await newTask(service.api)];
    const post = (body: object) => service.api.post(`/api/tasks/${task.id}/dependencies`, body);
    await wanted(post({ depends_on_task_id: ` ${a.id} `, kind: ' BLOCKS ' }), 200);
    await wanted(post({ depends_on_task_id: b.id, kind: '' }), 200);
    await refused(post({ depends_on_task_id: b.id, kind: 'follows' }), 422, 'add_task_dependency.kind');
  });

  it('shows edges oldest first, with what each blocker is like now', async () => {
    const here = await makePlace(service.api);
    const [task, ready] = [await here.task(), await here.task()];
    const done = await here.task();
    await work(here, done.id);
    const draft = await newTask(service.api, { draft: true });
    await wanted(service.api.post(`/api/tasks/${draft.id}/pause`, { reason: 'not now' }), 200);
    await dependsOn(service.api, task.id, ready.id, done.id, draft.id);
    const { dependency_references } = await detailOf(service.api, task.id);
    expect(dependency_references?.map(({ depends_on }) => [depends_on.id, depends_on.status])).toEqual([
      [ready.id, 'ready'],
      [done.id, 'completed'],
      [draft.id, 'draft'],
    ]);
    expect(dependency_references?.at(2)?.depends_on).toMatchObject({
      paused: true,
      effective_paused: true,
      paused_by_task_id: draft.id,
    });
  });

  it('of a completed task blocks nothing', async () => {
    const here = await makePlace(service.api);
    const [task, blocker] = [await here.task(), await here.task()];
    await work(here, blocker.id);
    const { summary } = await add(task.id, blocker.id);
    expect(summary).toMatchObject({ status: 'ready', updated_at: task.updated_at, dependency_count: 1 });
  });

  it('takes a queued run out of the queue and leaves it queued', async () => {
    const here = await makePlace(service.api);
    const { task, run } = await here.queued();
    const blocker = await here.task();
    await add(task.id, blocker.id);
    const agent = await here.agent();
    expect((await agent.claimNext()).status).toBe(204);
    expect((await runDetailOf(service.api, run.id)).run.status).toBe('queued');
    await remove(task.id, blocker.id);
    expect((await agent.claim()).run.id).toBe(run.id);
  });

  it('of a task whose run somebody holds blocks it; its holder may still complete', async () => {
    const here = await makePlace(service.api);
    const { task, run } = await here.queued();
    const agent = await here.agent();
    await agent.claim();
    await add(task.id, (await here.task()).id);
    expect(await statusOf(task.id)).toBe('blocked');
    await wanted(agent.does('complete', run.id), 200);
    expect(await statusOf(task.id)).toBe('completed');
  });

  it('is allowed between scopes, workspaces, relatives and in every status', async () => {
    const other = await makePlace(service.api);
    const parent = await newTask(service.api, { draft: true });
    const child = await newChild(service.api, parent.id);
    await dependsOn(service.api, parent.id, child.id, (await place.task()).id);
    await dependsOn(service.api, (await other.task()).id, (await place.task()).id, child.id);
    const canceled = await newTask(service.api);
    await wanted(service.api.post(`/api/tasks/${canceled.id}/cancel`), 200);
    await dependsOn(service.api, canceled.id, parent.id);
    expect([await statusOf(parent.id), await statusOf(canceled.id)]).toEqual(['draft', 'canceled']);
  });

  it('happens only to the task that its caller has seen', async () => {
    const [task, a, b] = [await newTask(service.api), await newTask(service.api), await newTask(service.api)];
    const seen = ifMatch(task.latest_event_seq);
    await wanted(postEdge(service.api, task.id, a.id, seen), 200);
    await refused(postEdge(service.api, task.id, b.id, seen), 412, task.id);
    await refused(deleteEdge(service.api, task.id, a.id, seen), 412, task.id);
    const { task: now } = await detailOf(service.api, task.id);
    await wanted(deleteEdge(service.api, task.id, a.id, ifMatch(now.latest_event_seq)), 200);
  });
});

describe('addTaskDependency refuses', () => {
  it.each<[number, string, object | string]>([
    [400, 'not valid JSON', '{'],
    [400, 'body', ''],
    [400, 'depends_on_task_id', { depends_on_task_id: 5 }],
    [422, 'depends_on_task_id', {}],
    [422, 'depends_on_task_id', { depends_on_task_id: ' ' }],
    [404, 'task-0', { depends_on_task_id: 'task-0' }],
  ])('%i: %s, case %#', async (status, words, body) => {
    const task = await newTask(service.api);
    await refused(service.api.post(`/api/tasks/${task.id}/dependencies`, body), status, words);
  });

  it('unknown and deleted tasks, but an edge to itself first', async () => {
    const [task, gone] = [await newTask(service.api), await newTask(service.api)];
    await wanted(deleteTask(service.api, gone.id), 204);
    await refused(postEdge(service.api, 'task-0', task.id), 404, 'task-0');
    await refused(postEdge(service.api, gone.id, task.id), 404, gone.id);
    await refused(postEdge(service.api, task.id, gone.id), 404, gone.id);
    await refused(postEdge(service.api, 'task-0', 'task-0'), 422, 'depends_on_task_id');
    await refused(postEdge(service.api, '%20', task.id), 422, 'id');
  });

  it('an edge to itself, one that is there, and one that closes a cycle', async () => {
    const [a, b, c] = [await newTask(service.api), await newTask(service.api), await newTask(service.api)];
    await refused(postEdge(service.api, a.id, a.id), 422, 'depends_on_task_id');
    await dependsOn(service.api, a.id, b.id);
    await refused(postEdge(service.api, a.id, b.id), 422, b.id);
    await refused(postEdge(service.api, b.id, a.id), 409, a.id);
    await dependsOn(service.api, b.id, c.id);
    await refused(postEdge(service.api, c.id, a.id), 409, a.id);
    expect(await timelineOf(service.api, c.id)).toHaveLength(1);
    await remove(a.id, b.id);
    await dependsOn(service.api, c.id, a.id);
  });

  it('the 33rd edge', async () => {
    const task = await newTask(service.api);
    const blockers = await Promise.all(Array.from({ length: 33 }, () => newTask(service.api)));
    const [last, ...others] = blockers.map(({ id }) => id);
    await dependsOn(service.api, task.id, ...others);
    await refused(postEdge(service.api, task.id, last ?? ''), 409, '32');
    await refused(postEdge(service.api, task.id, others[0] ?? ''), 422, others[0] ?? '');
    const { summary, dependencies } = await detailOf(service.api, task.id);
    expect([summary.dependency_count, dependencies?.length]).toEqual([32, 32]);
    expect(dependencies?.map((edge) => edge.depends_on_task_id)).toEqual(others);
  });
});

describe('removing a dependency', () => {
  it('unblocks, is told on the dependent alone, and never queues', async () => {
    const [task, blocker] = [await place.task({ auto_enqueue_on_ready: true }), await place.task()];
    await add(task.id, blocker.id);
    const detail = await remove(task.id, blocker.id);
    expect(Object.keys(detail).sort()).toEqual(['events', 'summary', 'task']);
    expect(detail.summary).toMatchObject({ status: 'ready' });
    expect(detail.summary).not.toHaveProperty('dependency_count');
    expect((await timelineOf(service.api, task.id)).at(-1)).toMatchObject({
      event_type: 'task.dependency_removed',
      payload: { depends_on_task_id: blocker.id, kind: 'blocks', status: 'ready' },
      origin: { kind: 'http', ref: 'tasks.remove_dependency' },
    });
    expect(await timelineOf(service.api, blocker.id)).toHaveLength(1);
  });

  it('is refused where there is no such edge or task', async () => {
    const [task, other] = [await newTask(service.api), await newTask(service.api)];
    await refused(deleteEdge(service.api, task.id, other.id), 404, other.id);
    await refused(deleteEdge(service.api, task.id, 'task-0'), 404, 'task-0');
    await refused(deleteEdge(service.api, 'task-0', task.id), 404, 'task-0');
    await refused(deleteEdge(service.api, task.id, '%20'), 422, 'id');
    await dependsOn(service.api, task.id, other.id);
    await remove(task.id, other.id);
    await refused(deleteEdge(service.api, task.id, other.id), 404, other.id);
  });
});

describe('a chain of dependents', () => {
  it('is told in silence when its blocker completes and when it is run again', async () => {
    const here = await makePlace(service.api);
    const [a, b, c] = [await here.task(), await here.task(), await here.task()];
    await dependsOn(service.api, b.id, a.id);
    await dependsOn(service.api, c.id, b.id);
    const before = await detailOf(service.api, b.id);
    await work(here, a.id);
    const ready = await detailOf(service.api, b.id);
    expect([ready.task.status, await statusOf(c.id)]).toEqual(['ready', 'blocked']);
    expect(ready.task.latest_event_seq).toBe(before.task.latest_event_seq);
    expect(ready.task.updated_at > before.task.updated_at).toBe(true);
    expect(ready.summary.last_activity_at).toBe(ready.task.updated_at);
    await enqueue(service.api, a.id, { idempotency_key: 'again' });
    expect([await statusOf(a.id), await statusOf(b.id), await statusOf(c.id)]).toEqual(['ready', 'blocked', 'blocked']);
    const timeline = await timelineOf(service.api, b.id);
    expect(timeline.map(({ event_type }) => event_type)).toEqual(['task.created', 'task.dependency_added']);
    const [completed, enqueued] = (await storyOf(service, a.id))
      .filter(({ type }) => /completed|enqueued/.test(type))
      .slice(1);
    const told = (await storyOf(service, b.id)).slice(2);
    expect(told.map(({ data, causationId }) => [data?.satisfied, causationId])).toEqual([
      [true, completed?.eventId],
      [false, enqueued?.eventId],
    ]);
    expect(told.map(({ commandId }) => commandId)).toEqual([completed?.commandId, enqueued?.commandId]);
  });

  it('stays blocked by a blocker that failed or was canceled, until the edge goes', async () => {
    const here = await makePlace(service.api);
    const [failed, canceled] = [await here.task({ max_attempts: 1 }), await here.task()];
    const [b, c] = [await here.task(), await here.task()];
    await dependsOn(service.api, b.id, failed.id);
    await dependsOn(service.api, c.id, canceled.id);
    await work(here, failed.id, 'fail');
    await wanted(service.api.post(`/api/tasks/${canceled.id}/cancel`), 200);
    expect([await statusOf(failed.id), await statusOf(b.id), await statusOf(c.id)]).toEqual([
      'failed',
      'blocked',
      'blocked',
    ]);
    await remove(b.id, failed.id);
    await wanted(deleteTask(service.api, canceled.id), 204);
    expect([await statusOf(b.id), await statusOf(c.id)]).toEqual(['ready', 'ready']);
  });

  it('leaves a dependent that has completed as it is', async () => {
    const here = await makePlace(service.api);
    const [blocker, dependent] = [await here.task(), await here.task()];
    await dependsOn(service.api, dependent.id, blocker.id);
    await work(here, blocker.id);
    await work(here, dependent.id);
    await work(here, blocker.id, 'complete', 'second');
    expect(await statusOf(dependent.id)).toBe('completed');
    const told = (await storyOf(service, dependent.id)).filter(({ type }) => type === 'task.dependency_changed');
    expect(told.map(({ data }) => [data?.satisfied, data?.task_status])).toEqual([
      [true, 'ready'],
      [false, 'completed'],
      [true, 'completed'],
    ]);
  });

  it('has its queued runs claimable exactly while nothing blocks them', async () => {
    const here = await makePlace(service.api);
    const [blocker, { task, run }] = [await here.task(), await here.queued()];
    await dependsOn(service.api, task.id, blocker.id);
    await work(here, blocker.id);
    const agent = await here.agent();
    expect((await agent.claim()).run.id).toBe(run.id);
    await wanted(agent.does('release', run.id), 200);
    await wanted(deleteEdge(service.api, task.id, blocker.id), 200);
    await dependsOn(service.api, task.id, blocker.id);
    const again = await enqueue(service.api, blocker.id, { idempotency_key: 'again' });
    expect((await agent.claim()).run.id).toBe(again.id);
    expect((await (await here.agent()).claimNext()).status).toBe(204);
    await wanted(agent.does('complete', again.id), 200);
    expect((await agent.claim()).run.id).toBe(run.id);
  });
});

describe('dependencies in summaries', () => {
  it('are shown by lists and of children', async () => {
    const [parent, blocker] = [await newTask(service.api), await newTask(service.api)];
    const child = await newChild(service.api, parent.id);
    await dependsOn(service.api, child.id, blocker.id);
    const [shown] = (await detailOf(service.api, parent.id)).children ?? [];
    expect(shown).toMatchObject({ id: child.id, dependency_count: 1 });
    expect(shown?.dependencies?.[0]?.depends_on).toMatchObject({ id: blocker.id, status: 'ready' });
    const { tasks } = await wanted<{ tasks: TaskSummary[] }>(
      service.api.get('/api/tasks', { query: { parent_task_id: parent.id } }),
      200,
    );
    expect(tasks).toEqual([shown]);
  });
});
