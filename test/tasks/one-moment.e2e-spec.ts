/** What one answer shows is all of one moment, whatever happens while it is put together (`views.md` 0.6). */
import type { Inspect, RunDetail, TaskTree } from '../../src/client/types.js';
import { inTheMiddle } from '../support/meanwhile.js';
import { detailOf, makePlace, type Place, timelineOf, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { newChild } from './support/graph.js';

let service: TestApp;
let place: Place;

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makePlace(service.api);
});

/** A claimed run, and how it comes to its end. */
async function claimed() {
  const { task } = await place.queued();
  const agent = await place.agent();
  const { run } = await agent.claim();
  const complete = () => wanted(agent.does('complete', run.id, { result: { done: true } }), 200);
  return { task, run, complete };
}

it.each(['tasks', 'runs'] as const)('an inspection of %s is', async (kind) => {
  const { task, run, complete } = await claimed();
  const snapshot = inTheMiddle(service, complete);
  const path = kind === 'tasks' ? `tasks/${task.id}` : `runs/${run.id}`;
  const { inspect } = await wanted<{ inspect: Inspect }>(service.api.get(`/api/${path}/inspect`), 200);
  expect((await snapshot).length).toBeGreaterThan(5);
  expect(inspect).toMatchObject({
    next_action: 'running',
    task: { status: 'ready', active_run: { id: run.id, status: 'claimed' }, current_run_id: run.id },
    current_run: { status: 'claimed' },
    recent_runs: [{ status: 'claimed' }],
  });
  expect(inspect.recent_events?.at(-1)).toMatchObject({ type: 'task.run_claimed' });
  expect((await detailOf(service.api, task.id)).task.status).toBe('completed');
});

it('a run in detail is', async () => {
  const { run, complete } = await claimed();
  const snapshot = inTheMiddle(service, complete);
  const { run: detail } = await wanted<{ run: RunDetail }>(service.api.get(`/api/task-runs/${run.id}`), 200);
  await snapshot;
  expect(detail).toMatchObject({
    run: { status: 'claimed' },
    task: { status: 'ready' },
    summary: { last_event_type: 'task.run_claimed' },
  });
  expect(detail.run).not.toHaveProperty('result');
});

it('a tree is', async () => {
  const { task, run } = await claimed();
  const child = await newChild(service.api, task.id, { scope: 'workspace', workspace: place.workspaceId });
  const cancel = () => wanted(service.api.post(`/api/tasks/${task.id}/cancel`), 200);
  const snapshot = inTheMiddle(service, cancel);
  const { tree } = await wanted<{ tree: TaskTree }>(service.api.get(`/api/tasks/${task.id}/tree`), 200);
  await snapshot;
  expect(tree.root).toMatchObject({ task: { status: 'ready' }, active_run: { id: run.id, status: 'claimed' } });
  expect(tree.descendants).toMatchObject([{ task: { id: child.id, status: 'ready' } }]);
  const now = (await wanted<{ tree: TaskTree }>(service.api.get(`/api/tasks/${task.id}/tree`), 200)).tree;
  expect(now.root).toMatchObject({ task: { status: 'canceled' } });
  expect(now.root).not.toHaveProperty('active_run');
  expect((await timelineOf(service.api, child.id)).at(-1)).toMatchObject({ event_type: 'task.canceled' });
});
