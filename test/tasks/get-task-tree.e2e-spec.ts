import type { RunSummary, Task } from '../../src/client/types.js';
import { DIAGNOSTIC, needsAttention } from '../runs/support/force.js';
import { enqueue, makePlace, newTask, refused, timelineOf, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { until } from '../support/until.js';
import { deleteTask, dependsOn, newChild } from './support/graph.js';

interface Node {
  readonly task: Pick<Task, 'id' | 'title' | 'status' | 'paused_by_task_id'>;
  readonly parent_task_id?: string;
  readonly depth: number;
  readonly child_count?: number;
  readonly active_run?: RunSummary;
  readonly last_activity_at: string;
}

interface Tree {
  readonly root: Node;
  readonly descendants?: readonly Node[];
}

let service: TestApp;

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

const treeOf = async (taskId: string) =>
  (await wanted<{ tree: Tree }>(service.api.get(`/api/tasks/${taskId}/tree`), 200)).tree;

describe('the tree of a task', () => {
  it('of a task alone is its root', async () => {
    const task = await newTask(service.api, { description: 'at length', owner: { kind: 'pool', ref: 'builders' } });
    const { id, title, status, priority, scope, owner, latest_event_seq } = task;
    expect(await treeOf(id)).toEqual({
      root: {
        task: { id, title, status, priority, scope, owner, latest_event_seq },
        depth: 0,
        last_activity_at: task.created_at,
      },
    });
  });

  it('goes by depth, latest activity first, drafts and ended tasks included', async () => {
    const root = await newTask(service.api);
    const [a, b] = [await newChild(service.api, root.id, { draft: true }), await newChild(service.api, root.id)];
    const [below, ended] = [await newChild(service.api, a.id), await newChild(service.api, a.id)];
    await wanted(service.api.post(`/api/tasks/${ended.id}/cancel`), 200);
    const run = await enqueue(service.api, below.id);
    const tree = await treeOf(root.id);
    expect(tree.descendants?.map(({ task, depth, parent_task_id }) => [task.id, depth, parent_task_id])).toEqual([
      [a.id, 1, root.id],
      [b.id, 1, root.id],
      [below.id, 2, a.id],
      [ended.id, 2, a.id],
    ]);
    expect(tree.descendants?.map(({ task, child_count }) => [task.status, child_count])).toEqual([
      ['draft', 2],
      ['ready', undefined],
      ['ready', undefined],
      ['canceled', undefined],
    ]);
    expect(tree.descendants?.map(({ active_run }) => active_run?.id)).toEqual([
      undefined,
      undefined,
      run.id,
      undefined,
    ]);
    expect(tree.descendants?.[2]?.active_run).toMatchObject({ status: 'queued', max_attempts: 3 });
    expect(tree.root).toMatchObject({ task: { id: root.id }, depth: 0, child_count: 2 });
  });

  it('begins with depth 0 in the middle of a hierarchy too, and inherits pause from above', async () => {
    const top = await newTask(service.api);
    const middle = await newChild(service.api, top.id);
    const leaf = await newChild(service.api, middle.id);
    await wanted(service.api.post(`/api/tasks/${top.id}/pause`, { reason: 'wait' }), 200);
    const { root, descendants } = await treeOf(middle.id);
    expect(
      [root, ...(descendants ?? [])].map(({ task, depth, parent_task_id }) => [task.id, depth, parent_task_id]),
    ).toEqual([
      [middle.id, 0, top.id],
      [leaf.id, 1, middle.id],
    ]);
    expect([root, ...(descendants ?? [])].map(({ task }) => task.paused_by_task_id)).toEqual([top.id, top.id]);
    expect(root.task).toMatchObject({ effective_paused: true });
  });

  it('is of children, not of dependencies, and holds nothing that is deleted', async () => {
    const [root, other] = [await newTask(service.api), await newTask(service.api)];
    const [kept, gone] = [await newChild(service.api, root.id), await newChild(service.api, root.id)];
    await dependsOn(service.api, root.id, other.id, kept.id);
    await wanted(deleteTask(service.api, gone.id), 204);
    const tree = await treeOf(root.id);
    expect(tree.descendants?.map(({ task }) => task.id)).toEqual([kept.id]);
    expect(tree.root.child_count).toBe(1);
  });

  it('shows of an open run what timelines show, and why it needs attention', async () => {
    const place = await makePlace(service.api);
    const { task, run } = await place.queued();
    const agent = await place.agent();
    await agent.claim();
    const [claimed] = (await timelineOf(service.api, task.id)).slice(-1);
    const held = (await treeOf(task.id)).root.active_run;
    expect(held).toEqual(claimed?.run);
    expect(held).toMatchObject({ id: run.id, status: 'claimed', claim_token_hash: expect.any(String) as string });
    await wanted(agent.does('release', run.id), 200);
    await needsAttention(service, run);
    const { root } = await treeOf(task.id);
    expect(root.active_run).toMatchObject({ id: run.id, status: 'needs_attention', error: DIAGNOSTIC });
    expect(root.active_run).toEqual((await timelineOf(service.api, task.id)).at(-1)?.run);
    expect(root.task.status).toBe('ready');
    await wanted(service.api.post(`/api/task-runs/${run.id}/cancel`), 200);
    expect((await treeOf(task.id)).root).not.toHaveProperty('active_run');
  });

  it('puts first in its depth what was active last, heartbeats included', async () => {
    const place = await makePlace(service.api);
    const root = await place.task();
    const inPlace = { scope: 'workspace', workspace: place.workspaceId } as const;
    const [first, second] = [
      await newChild(service.api, root.id, inPlace),
      await newChild(service.api, root.id, inPlace),
    ];
    const run = await enqueue(service.api, first.id);
    const agent = await place.agent();
    await agent.claim();
    const activity = async (): Promise<Record<string, string>> => {
      const { descendants = [] } = await treeOf(root.id);
      return Object.fromEntries(descendants.map(({ task, last_activity_at }) => [task.id, last_activity_at]));
    };
    const order = async () => (await treeOf(root.id)).descendants?.map(({ task }) => task.id);
    await wanted(service.api.patch(`/api/tasks/${second.id}`, { title: 'Changed' }), 200);
    expect(await order()).toEqual([second.id, first.id]);
    await until('time to pass', async () => {
      await wanted(agent.does('heartbeat', run.id), 200);
      const { [first.id]: one = '', [second.id]: other = '' } = await activity();
      return one > other;
    });
    expect(await order()).toEqual([first.id, second.id]);
    const [beat] = (await timelineOf(service.api, first.id)).slice(-1);
    expect(beat).toMatchObject({ event_type: 'task.run_lease_extended', timestamp: (await activity())[first.id] });
  });

  it('breaks ties by id', async () => {
    const place = await makePlace(service.api);
    const parent = await place.task();
    const body = { scope: 'workspace', workspace: place.workspaceId, title: 'At once' };
    const ids = Array.from({ length: 20 }, (_, n) => `${parent.id}-${String((n * 7) % 20).padStart(2, '0')}`);
    await Promise.all(
      ids.map((id) => wanted(service.api.post(`/api/tasks/${parent.id}/children`, { ...body, id }), 201)),
    );
    const shown = (await treeOf(parent.id)).descendants ?? [];
    const expected = [...shown].sort((a, b) => {
      if (a.last_activity_at !== b.last_activity_at) return a.last_activity_at < b.last_activity_at ? 1 : -1;
      return a.task.id < b.task.id ? -1 : 1;
    });
    expect(shown).toHaveLength(20);
    expect(shown).toEqual(expected);
  });

  it('of unknown and deleted tasks is refused', async () => {
    const task = await newTask(service.api);
    await wanted(deleteTask(service.api, task.id), 204);
    for (const id of ['task-0', task.id]) await refused(service.api.get(`/api/tasks/${id}/tree`), 404, id);
    await refused(service.api.get('/api/tasks/%20/tree'), 422, 'id');
  });
});
