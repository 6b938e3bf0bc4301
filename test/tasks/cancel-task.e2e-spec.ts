import { CommandBus } from '@nestjs/cqrs';
import type { CreateTask, Task, TimelineItem } from '../../src/client/types.js';
import { DataSource } from 'typeorm';
import type { Api } from '../support/contract.js';
import {
  detailOf,
  enqueue,
  makePlace,
  newAgent,
  newTask,
  type Place,
  refused,
  timelineOf,
  wanted,
} from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { plantTree } from './support/plant-tree.js';

let service: TestApp;
let place: Place;

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makePlace(service.api);
});

const cancel = (taskId: string, body?: object | string, api: Api = service.api) =>
  api.post<{ task: Task }>(`/api/tasks/${taskId}/cancel`, body);
const canceled = async (taskId: string, body?: object) =>
  (await wanted<{ task: Task }>(cancel(taskId, body), 200)).task;
const statusOf = async (taskId: string) => (await detailOf(service.api, taskId)).task.status;

async function child(parent: Task, more: Partial<CreateTask> = {}): Promise<Task> {
  const body = { scope: parent.scope, workspace: parent.workspace_id, title: 'A child', ...more };
  return (await wanted<{ task: Task }>(service.api.post(`/api/tasks/${parent.id}/children`, body), 201)).task;
}

/** Types and payloads of what a task's own timeline has after its creation. */
async function eventsOf(taskId: string): Promise<Pick<TimelineItem, 'event_type' | 'payload'>[]> {
  const items = await timelineOf(service.api, taskId);
  return items
    .filter(({ task }) => task.id === taskId)
    .map(({ event_type, payload }) => ({ event_type, payload }))
    .slice(1);
}

describe('canceling a task', () => {
  it('ends it for good', async () => {
    const task = await place.task();
    const now = await canceled(task.id, { reason: ' enough ', metadata: { ticket: 7 } });
    const [event] = (await timelineOf(service.api, task.id)).slice(1);
    expect(event).toMatchObject({ event_type: 'task.canceled', origin: { kind: 'http', ref: 'tasks.cancel' } });
    expect(event?.payload).toEqual({ reason: 'enough', metadata: { ticket: 7 }, status: 'canceled' });
    expect(now).toEqual({
      ...task,
      status: 'canceled',
      closed_at: event?.timestamp,
      updated_at: event?.timestamp,
      latest_event_seq: event?.sequence,
    });
    expect((await detailOf(service.api, task.id)).task).toEqual(now);
  });

  it('cancels its run, whoever holds it', async () => {
    const { task, run } = await place.queued();
    const agent = await place.agent();
    await agent.claim();
    expect(await canceled(task.id, { reason: 'enough' })).not.toHaveProperty('current_run_id');
    const [, , ...events] = await eventsOf(task.id);
    expect(events).toEqual([
      {
        event_type: 'task.run_canceled',
        payload: {
          status: 'canceled',
          task_status: 'ready',
          reason: 'enough',
          session_id: agent.session.session_id,
        },
      },
      { event_type: 'task.canceled', payload: { reason: 'enough', status: 'canceled', canceled_run_ids: [run.id] } },
    ]);
    const [ended] = (await detailOf(service.api, task.id)).runs ?? [];
    expect(ended).toMatchObject({ id: run.id, status: 'canceled', ended_at: expect.any(String) as string });
    expect(ended).not.toHaveProperty('lease_until');
    for (const verb of ['heartbeat', 'complete', 'fail', 'release'] as const) {
      await refused(agent.does(verb, run.id), 409, 'AUTONOMY_LEASE_EXPIRED', 'AUTONOMY_LEASE_EXPIRED');
    }
    expect((await agent.claimNext()).status).toBe(204);
    await refused(service.api.post(`/api/tasks/${task.id}/runs`), 409, 'canceled', 'task_not_executable');
    await refused(service.api.post(`/api/tasks/${task.id}/start`), 409, 'canceled', 'task_not_executable');
  });

  it.each([
    ['a draft', { draft: true }],
    ['a task that waits for approval', { approval_policy: 'manual' }],
    ['a task with metadata', { metadata: { a: 1 }, description: 'Kept' }],
  ] as const)('takes %s and leaves the rest of it', async (_words, more) => {
    const task = await place.task(more);
    const { status: _before, draft: _draft, ...kept } = task;
    const { updated_at: _updated, latest_event_seq: _seq, ...rest } = kept;
    expect(await canceled(task.id)).toMatchObject({ ...rest, status: 'canceled' });
  });

  it('a second time changes nothing and says nothing', async () => {
    const { task } = await place.queued();
    const first = await canceled(task.id);
    const again = await cancel(task.id, { reason: 'again' });
    expect(again).toMatchObject({ status: 200, body: { task: first } });
    expect(await eventsOf(task.id)).toHaveLength(3);
  });

  it('is recorded as the agent that asked for it', async () => {
    const task = await place.task();
    const agent = await place.agent();
    await wanted(cancel(task.id, {}, agent.api), 200);
    const [, event] = await timelineOf(service.api, task.id);
    expect(event?.actor).toEqual({ kind: 'agent_session', ref: agent.session.session_id });
  });

  it('leaves those that depend on it blocked, its parent as it was, and its pause', async () => {
    const parent = await place.task();
    const task = await child(parent);
    const dependent = await place.task();
    await wanted(service.api.post(`/api/tasks/${dependent.id}/dependencies`, { depends_on_task_id: task.id }), 200);
    await wanted(service.api.post(`/api/tasks/${task.id}/pause`, { reason: 'wait' }), 200);
    const before = [await timelineOf(service.api, dependent.id), await statusOf(parent.id)];
    expect(await canceled(task.id)).toMatchObject({ paused: true, paused_reason: 'wait' });
    expect([await timelineOf(service.api, dependent.id), await statusOf(parent.id)]).toEqual(before);
    expect(await statusOf(dependent.id)).toBe('blocked');
  });
});

describe('canceling a tree', () => {
  it('says on each task where it comes from, in one command', async () => {
    const root = await place.task();
    const below = await child(root);
    const run = await enqueue(service.api, below.id);
    await canceled(root.id, { reason: 'all of it' });
    const why = { reason: 'all of it', propagated_from_task_id: root.id };
    expect((await eventsOf(below.id)).slice(1)).toEqual([
      { event_type: 'task.run_canceled', payload: { status: 'canceled', task_status: 'ready', ...why } },
      { event_type: 'task.canceled', payload: { status: 'canceled', canceled_run_ids: [run.id], ...why } },
    ]);
    expect((await eventsOf(root.id)).at(-1)?.payload).toEqual({ reason: 'all of it', status: 'canceled' });
  });

  it('goes level by level, those first in which something happened last', async () => {
    const root = await place.task();
    const children = [await child(root), await child(root), await child(root)];
    const [oldest, middle, newest] = children as [Task, Task, Task];
    const below = [await child(oldest), await child(newest), await child(oldest)] as [Task, Task, Task];
    await canceled(root.id);
    const tasks = await Promise.all([root, ...children, ...below].map(({ id }) => detailOf(service.api, id)));
    const order = tasks.map(({ task }) => task).sort((a, b) => a.latest_event_seq - b.latest_event_seq);
    expect(order.map(({ id }) => id)).toEqual(
      [root, oldest, newest, middle, below[2], below[0], below[1]].map(({ id }) => id),
    );
  });

  it('passes over what has ended, but not over what lives below that', async () => {
    const root = await place.task();
    const ended = await child(root, { max_attempts: 1 });
    const alive = await child(ended);
    const draft = await child(alive, { draft: true });
    await enqueue(service.api, ended.id);
    const agent = await place.agent();
    await wanted(agent.does('complete', (await agent.claim()).run.id, { result: 1 }), 200);
    const before = await detailOf(service.api, ended.id);
    await canceled(root.id);
    expect(await detailOf(service.api, ended.id)).toMatchObject({ task: before.task, runs: before.runs });
    expect([await statusOf(alive.id), await statusOf(draft.id)]).toEqual(['canceled', 'canceled']);
  });

  it('of a canceled root takes what was added below it since', async () => {
    const root = await place.task();
    await canceled(root.id);
    const late = await child(root);
    const quiet = await timelineOf(service.api, root.id);
    const answer = await canceled(root.id, { reason: 'again' });
    expect(answer).toMatchObject({ id: root.id, status: 'canceled' });
    expect((await eventsOf(late.id)).map(({ payload }) => payload)).toEqual([
      { reason: 'again', status: 'canceled', propagated_from_task_id: root.id },
    ]);
    expect(await timelineOf(service.api, root.id)).toEqual(quiet);
  });

  it('does nothing at all when the root is refused', async () => {
    const { task: root } = await place.queued({ max_attempts: 1 });
    const below = await child(root);
    const agent = await place.agent();
    await wanted(agent.does('complete', (await agent.claim()).run.id), 200);
    await refused(cancel(root.id), 409, 'completed');
    expect(await statusOf(below.id)).toBe('ready');
  });

  it('of 2,000 tasks with open runs is one flush', async () => {
    const { rootId, ids } = await plantTree(service.app.get(CommandBus, { strict: false }), { size: 2_000 });
    const flushes = await canceledAtOnce(rootId);
    expect(flushes).toEqual([{ events: 2 * ids.length, dense: true, times: 1, streams: ids.length }]);
    const left = await service.api.get<{ tasks: Task[] }>('/api/tasks', {
      query: { status: 'ready', limit: 1, scope: 'global' },
    });
    expect(left.body.tasks).toEqual([]);
    const agent = await newAgent(service.api);
    expect((await agent.claimNext()).status).toBe(204);
  });

  /** What the log has of the cancellation, by command. */
  async function canceledAtOnce(rootId: string): Promise<unknown> {
    const answer = await cancel(rootId, { reason: 'all of it' });
    expect(answer.status).toBe(200);
    const text =
      'SELECT count(*)::int AS events, max(position) - min(position) + 1 = count(*) AS dense, ' +
      'count(DISTINCT recorded_at)::int AS times, count(DISTINCT stream)::int AS streams FROM events ' +
      "WHERE type IN ('task.run_canceled', 'task.canceled') AND command_id IN " +
      "(SELECT command_id FROM events WHERE stream = 'task:' || $1 AND type = 'task.canceled') GROUP BY command_id";
    return service.app.get(DataSource).query(text, [rootId]);
  }
});

describe('cancelTask refuses', () => {
  it.each([
    ['complete', 'completed'],
    ['fail', 'failed'],
  ] as const)('a task whose last attempt did %s', async (verb, status) => {
    const { task } = await place.queued({ max_attempts: 1 });
    const agent = await place.agent();
    await wanted(agent.does(verb, (await agent.claim()).run.id), 200);
    const before = await timelineOf(service.api, task.id);
    await refused(cancel(task.id), 409, status);
    expect(await timelineOf(service.api, task.id)).toEqual(before);
  });

  it.each<[number, string, unknown]>([
    [400, 'not valid JSON', '{'],
    [400, 'reason', { reason: 5 }],
    [422, 'metadata', { metadata: { claim_token: 1 } }],
    [413, '65536', { metadata: 'x'.repeat(65_535) }],
    [413, 'reason and metadata', { metadata: 'x'.repeat(40_000), reason: 'y'.repeat(25_000) }],
    [413, 'reason and metadata', { reason: 'y'.repeat(70_000) }],
  ])('%i: %s, case %#', async (status, words, body) => {
    const task = await place.task();
    await refused(cancel(task.id, body as object), status, words);
    await refused(cancel('task-0', body as object), status, words);
    expect(await statusOf(task.id)).toBe('ready');
  });

  it('unknown tasks', async () => {
    await refused(cancel('task-0'), 404, 'task-0');
    await refused(cancel('%20'), 422, 'id');
  });

  it('a task that has moved on since it was read', async () => {
    const { task } = await place.queued();
    const matching = (value: string) => service.api.with({ 'if-match': value });
    await refused(cancel(task.id, {}, matching(`"${task.latest_event_seq}"`)), 412, task.id);
    await refused(cancel('task-0', {}, matching('"1"')), 404, 'task-0');
    await refused(cancel(task.id, {}, matching('W/"1"')), 422, 'If-Match');
    const { latest_event_seq: seq } = (await detailOf(service.api, task.id)).task;
    await wanted(cancel(task.id, {}, matching(`"${seq}"`)), 200);
    await refused(cancel(task.id, {}, matching(`"${seq}"`)), 412, task.id);
    await wanted(cancel(task.id, {}, matching('*')), 200);
  });

  it('as much metadata as fits', async () => {
    const task = await place.task();
    await canceled(task.id, { metadata: 'x'.repeat(64_000), reason: 'y'.repeat(500) });
    expect((await eventsOf(task.id))[0]?.payload).toMatchObject({ reason: 'y'.repeat(500) });
  });
});

it('a global task needs no workspace', async () => {
  expect(await canceled((await newTask(service.api)).id)).toMatchObject({ status: 'canceled', scope: 'global' });
});
