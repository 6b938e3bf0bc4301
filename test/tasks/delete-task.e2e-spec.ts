import { DataSource } from 'typeorm';
import type { StreamFrame, TaskSummary } from '../../src/client/types.js';
import { OpenStreams } from '../../src/history/http/open-streams.js';
import { StreamRegistry } from '../../src/ledger/registry.js';
import { verifyLedger } from '../../src/ledger/verify/verify.js';
import { inconsistencies, withDatabase } from '../durability/support/consistency.js';
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
import { deleteTask, dependsOn, ifMatch, newChild, postEdge, storyOf } from './support/graph.js';

let service: TestApp;
let place: Place;

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makePlace(service.api);
});

const gone = (taskId: string) => wanted(deleteTask(service.api, taskId), 204);

/** A task that somebody has worked on: documents, a run with a key and result, an edge in each direction, a parent. */
async function worked() {
  const parent = await newTask(service.api);
  const own = {
    scope: 'workspace',
    workspace: place.workspaceId,
    title: 'To go',
    network_channel: `c-${place.workspaceId}`,
  } as const;
  const task = await newChild(service.api, parent.id, { ...own, description: 'at length', metadata: { a: 1 } });
  const run = await enqueue(service.api, task.id, { idempotency_key: 'mine', metadata: { b: 2 } });
  const agent = await place.agent();
  await agent.claim();
  await wanted(agent.does('complete', run.id, { result: { c: 3 } }), 200);
  const [blocker, dependent] = [await place.task(), await place.task()];
  await dependsOn(service.api, task.id, blocker.id);
  await dependsOn(service.api, dependent.id, task.id);
  return { parent, task, run, blocker, dependent };
}

describe('deleting a task', () => {
  it('answers nothing but where the log is', async () => {
    const task = await newTask(service.api);
    const { status, headers, body } = await deleteTask(service.api, task.id);
    expect([status, body, headers.get('content-type')]).toEqual([204, undefined, null]);
    expect(Number(headers.get('x-ledger-position'))).toBeGreaterThan(task.latest_event_seq);
  });

  it('takes it out of every read', async () => {
    const { parent, task, run, blocker, dependent } = await worked();
    await gone(task.id);
    for (const path of ['', '/tree', '/runs', '/timeline', '/stream']) {
      await refused(service.api.get(`/api/tasks/${task.id}${path}`), 404, task.id);
    }
    await refused(service.api.get(`/api/task-runs/${run.id}`), 404, run.id);
    for (const query of [`workspace=${place.workspaceId}`, 'query=To%20go', `parent_task_id=${parent.id}`]) {
      const { tasks } = await wanted<{ tasks: TaskSummary[] }>(service.api.get(`/api/tasks?${query}`), 200);
      expect(tasks.map(({ id }) => id)).not.toContain(task.id);
    }
    const above = await detailOf(service.api, parent.id);
    expect(above).not.toHaveProperty('children');
    expect(above.summary).not.toHaveProperty('child_count');
    expect(await detailOf(service.api, dependent.id)).not.toHaveProperty('dependencies');
    expect((await detailOf(service.api, blocker.id)).task.status).toBe('ready');
    const rows = await service.app
      .get(DataSource)
      .query<object[]>('SELECT 1 FROM task_documents WHERE owner_id = ANY($1::text[])', [[task.id, run.id]]);
    expect(rows).toEqual([]);
  });

  it('is told nobody: not the parent, not those who waited, whose sequence stays', async () => {
    const { parent, task, dependent, blocker } = await worked();
    await enqueue(service.api, task.id, { idempotency_key: 'second' });
    const agent = await place.agent();
    const before = await Promise.all([parent, dependent, blocker].map(({ id }) => detailOf(service.api, id)));
    expect(before.map((detail) => detail.task.status)).toEqual(['ready', 'blocked', 'ready']);
    expect((await agent.claimNext()).status).toBe(204);
    await refused(deleteTask(service.api, task.id), 400, 'open run');
    await wanted(service.api.post(`/api/tasks/${task.id}/cancel`), 200);
    await gone(task.id);
    for (const [n, { id }] of [parent, dependent, blocker].entries()) {
      const now = await detailOf(service.api, id);
      expect(now.events).toEqual(before[n]?.events);
      expect(now.task.latest_event_seq).toBe(before[n]?.task.latest_event_seq);
    }
    const freed = await detailOf(service.api, dependent.id);
    expect(freed.task.status).toBe('ready');
    expect(freed.task.updated_at > (before[1]?.task.updated_at ?? '')).toBe(true);
  });

  it('tells those who waited in the order of their ids, after itself and its parent, in one command', async () => {
    const parent = await newTask(service.api);
    const task = await newChild(service.api, parent.id);
    const ids = ['c', 'a', 'b'].map((letter) => `${letter}-${task.id}`);
    for (const id of ids) {
      await newTask(service.api, { id, auto_enqueue_on_ready: true });
      await dependsOn(service.api, id, task.id);
    }
    await gone(task.id);
    const [end] = (await storyOf(service, task.id)).slice(-1);
    const told = await Promise.all(
      [parent.id, ...[...ids].sort()].map(async (id) => (await storyOf(service, id)).at(-1)),
    );
    expect(end).toMatchObject({ type: 'task.deleted', visibility: 'internal', origin: { ref: 'tasks.delete' } });
    expect(told.map((event) => [event?.type, event?.visibility, event?.commandId])).toEqual([
      ['task.child_removed', 'internal', end?.commandId],
      ...ids.map(() => ['task.dependency_dropped', 'internal', end?.commandId]),
    ]);
    expect(told.map((event) => event?.position)).toEqual(told.map((_event, n) => (end?.position ?? 0) + 1 + n));
    for (const id of ids) expect((await detailOf(service.api, id)).summary).not.toHaveProperty('active_run');
  });

  it('leaves the ledger provable, and every stream what its events make of it', async () => {
    const { task } = await worked();
    await gone(task.id);
    for (let n = 0; n < 10; n++) await gone((await newTask(service.api)).id);
    const verdict = await verifyLedger(service.app.get(DataSource), service.app.get(StreamRegistry, { strict: false }));
    expect(verdict.findings).toEqual([]);
    expect(await withDatabase(service.database.url, inconsistencies)).toEqual([]);
  });

  it('frees the keys of its runs, but never its id', async () => {
    const { task, run } = await worked();
    await gone(task.id);
    const other = await place.task();
    const freed = await enqueue(service.api, other.id, { idempotency_key: 'mine' });
    expect([freed.id === run.id, freed.attempt]).toEqual([false, 1]);
    await refused(service.api.post('/api/tasks', { scope: 'global', title: 'Again', id: task.id }), 409, task.id);
    await refused(postEdge(service.api, other.id, task.id), 404, task.id);
    await refused(deleteTask(service.api, task.id), 404, task.id);
    await refused(service.api.post(`/api/tasks/${task.id}/start`), 404, task.id);
  });

  it('frees its workspace', async () => {
    const task = await place.task();
    const workspace = `/api/workspaces/${place.workspaceId}`;
    await refused(service.api.delete(workspace), 409, 'task');
    await gone(task.id);
    await wanted(service.api.delete(workspace), 204);
  });

  it('happens only to the task that its caller has seen', async () => {
    const { task, run } = await place.queued();
    await refused(deleteTask(service.api, task.id, ifMatch(task.latest_event_seq)), 412, task.id);
    await refused(deleteTask(service.api, task.id, ifMatch('*')), 400, run.id);
    await wanted(service.api.post(`/api/tasks/${task.id}/cancel`), 200);
    const { latest_event_seq } = (await detailOf(service.api, task.id)).task;
    await wanted(deleteTask(service.api, task.id, ifMatch(latest_event_seq)), 204);
  });

  it('lets sessions that worked on it go on', async () => {
    const { task, run } = await place.queued();
    const agent = await place.agent();
    await agent.claim({ idempotency_key: 'k' });
    await wanted(agent.does('complete', run.id), 200);
    await gone(task.id);
    await refused(agent.does('heartbeat', run.id), 409, 'AUTONOMY', 'AUTONOMY_NO_ACTIVE_LEASE');
    await refused(agent.claimNext({ idempotency_key: 'k' }), 409, 'AUTONOMY', 'AUTONOMY_LEASE_EXPIRED');
    const next = await place.queued();
    expect((await agent.claim()).run.id).toBe(next.run.id);
    expect((await runDetailOf(service.api, next.run.id)).session?.session_id).toBe(agent.session.session_id);
  });
});

describe('deleteTask refuses', () => {
  it('unknown ids and those that are no ids', async () => {
    await refused(deleteTask(service.api, 'task-0'), 404, 'task-0');
    await refused(deleteTask(service.api, '%20'), 400, 'id');
  });

  it('a task with children, whatever their status, and that before its runs', async () => {
    const { task, run } = await place.queued();
    const own = { scope: 'workspace', workspace: place.workspaceId } as const;
    const child = await newChild(service.api, task.id, { ...own, draft: true });
    await refused(deleteTask(service.api, task.id), 400, '1 children');
    await gone(child.id);
    await refused(deleteTask(service.api, task.id), 400, run.id);
    expect((await timelineOf(service.api, task.id)).map(({ event_type }) => event_type)).toEqual([
      'task.created',
      'task.run_enqueued',
      'task.child_created',
    ]);
  });

  it('a task while somebody holds its run', async () => {
    const { task, run } = await place.queued();
    const agent = await place.agent();
    await agent.claim();
    await refused(deleteTask(service.api, task.id), 400, run.id);
    await wanted(agent.does('fail', run.id), 200);
    await gone(task.id);
  });
});

describe('streams', () => {
  const frames = async (taskId: string, until: (frame: StreamFrame) => boolean, after = 0) => {
    const seen: StreamFrame[] = [];
    const leave = new AbortController();
    const path = `/api/tasks/${taskId}/stream?after_sequence=${after}`;
    for await (const frame of service.api.stream(path, { signal: leave.signal })) {
      seen.push(frame);
      if (until(frame)) break;
    }
    leave.abort();
    return seen;
  };

  it('of the parent, live and from the beginning, hold nothing of it any more', async () => {
    const { parent, task, dependent } = await worked();
    const head = (await detailOf(service.api, dependent.id)).task.latest_event_seq;
    const live = frames(parent.id, ({ type }) => type === 'task.run_enqueued', head);
    const streams = service.app.get(OpenStreams, { strict: false });
    await until('the stream to be open', () => streams.count === 1);
    await gone(task.id);
    await enqueue(service.api, parent.id);
    expect((await live).map(({ type }) => type)).toEqual(['task.run_enqueued']);
    const replayed = await frames(parent.id, ({ type }) => type === 'task.run_enqueued');
    expect(replayed.map(({ type }) => type)).toEqual(['task.created', 'task.child_created', 'task.run_enqueued']);
    expect(replayed.map(({ timeline }) => timeline.task.id)).toEqual([parent.id, parent.id, parent.id]);
  });

  it('of the task itself tell its end, and end', async () => {
    const task = await newTask(service.api);
    const seen: StreamFrame[] = [];
    for await (const frame of service.api.stream(`/api/tasks/${task.id}/stream`)) {
      if (seen.push(frame) === 1) await gone(task.id);
    }
    expect(seen.map(({ type }) => type)).toEqual(['task.created', 'task.deleted']);
    expect(seen.at(-1)?.timeline).toMatchObject({
      task: { id: task.id, title: '', status: 'ready', scope: 'global' },
      payload: { deleted_by: task.created_by, origin: { kind: 'http', ref: 'tasks.delete' }, final_status: 'ready' },
    });
  });
});
