import type { Claim, Task, TaskDetail, TaskSummary } from '../../src/client/types.js';
import { WaitingClaims } from '../../src/runs/views/waiting-claims.js';
import { detailOf, enqueue, makePlace, type Place, timelineOf, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { until } from '../support/until.js';
import { newChild } from './support/graph.js';
import { pausesBy } from './support/pauses.js';

let service: TestApp;
let place: Place;

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makePlace(service.api);
});

const { paused, resumed } = pausesBy(() => service.api);
const taskOf = async (taskId: string) => (await detailOf(service.api, taskId)).task;

function child(parent: Task): Promise<Task> {
  const { scope, workspace_id: workspace } = parent;
  return newChild(service.api, parent.id, { scope, workspace });
}

/** A task with a child and a grandchild. */
async function line(): Promise<[Task, Task, Task]> {
  const top = await place.task();
  const middle = await child(top);
  return [top, middle, await child(middle)];
}

/** What each of them shows of a pause. */
async function pauses(tasks: readonly Task[]): Promise<(string | undefined)[]> {
  const shown = await Promise.all(tasks.map(({ id }) => taskOf(id)));
  for (const { effective_paused, paused_by_task_id } of shown) {
    expect(effective_paused).toBe(paused_by_task_id === undefined ? undefined : true);
  }
  return shown.map(({ paused_by_task_id }) => paused_by_task_id);
}

describe('an inherited pause', () => {
  it('comes from the nearest paused task above, in every answer', async () => {
    const [top, middle, bottom] = await line();
    await paused(top.id);
    expect(await pauses([top, middle, bottom])).toEqual([top.id, top.id, top.id]);
    await paused(middle.id);
    expect(await pauses([top, middle, bottom])).toEqual([top.id, middle.id, middle.id]);
    await resumed(top.id);
    expect(await pauses([top, middle, bottom])).toEqual([undefined, middle.id, middle.id]);
    await paused(top.id);
    expect(await resumed(middle.id)).toMatchObject({ effective_paused: true, paused_by_task_id: top.id });
    expect(await pauses([top, middle, bottom])).toEqual([top.id, top.id, top.id]);
    await resumed(top.id);
    expect(await pauses([top, middle, bottom])).toEqual([undefined, undefined, undefined]);
  });

  it('shows in lists, in the detail and to nobody as an event', async () => {
    const [top, middle] = await line();
    const before = await timelineOf(service.api, middle.id);
    await paused(top.id);
    const now = await timelineOf(service.api, middle.id);
    expect(now.map(({ sequence }) => sequence)).toEqual(before.map(({ sequence }) => sequence));
    const shown = { effective_paused: true, paused_by_task_id: top.id };
    const query = { parent_task_id: top.id };
    const { tasks } = (await service.api.get<{ tasks: TaskSummary[] }>('/api/tasks', { query })).body;
    expect(tasks).toMatchObject([{ id: middle.id, ...shown }]);
    const detail: TaskDetail = await detailOf(service.api, top.id);
    expect(detail.children).toMatchObject([{ id: middle.id, ...shown }]);
    const { latest_event_seq, last_activity_at } = (await detailOf(service.api, middle.id)).summary;
    expect(latest_event_seq).toBe(before.at(-1)?.sequence);
    expect(last_activity_at).toBe(before.at(-1)?.timestamp);
  });

  it('reaches a child that is created later, and one that has ended', async () => {
    const top = await place.task();
    const ended = await child(top);
    await wanted(service.api.post(`/api/tasks/${ended.id}/cancel`), 200);
    await paused(top.id);
    const late = await child(top);
    expect(await pauses([ended, late])).toEqual([top.id, top.id]);
    await resumed(top.id);
    expect(await pauses([ended, late])).toEqual([undefined, undefined]);
  });
});

describe('claims and pauses', () => {
  /** A claim that waits by now; wrapped, since a promise that is awaited would be waited for. */
  async function waitingClaim(): Promise<{ readonly claim: Promise<Claim> }> {
    const claim = (await place.agent()).claim({ wait: true });
    const waiting = service.app.get(WaitingClaims, { strict: false });
    await until('the caller to wait', () => waiting.count === 1);
    return { claim };
  }

  it('a paused subtree hands out nothing, and everything again when it is resumed', async () => {
    const [top, middle, bottom] = await line();
    const run = await enqueue(service.api, bottom.id);
    await paused(top.id);
    const agent = await place.agent();
    expect((await agent.claimNext()).status).toBe(204);
    await paused(middle.id);
    await resumed(top.id);
    expect((await agent.claimNext()).status).toBe(204);
    const late = await enqueue(service.api, middle.id);
    expect((await agent.claimNext()).status).toBe(204);
    await resumed(middle.id);
    const claims = [await agent.claim(), await (await place.agent()).claim()];
    expect(claims.map((claim) => claim.run.id)).toEqual([run.id, late.id]);
  });

  it('a released run of a paused task waits', async () => {
    const { task, run } = await place.queued();
    const agent = await place.agent();
    await agent.claim();
    await paused(task.id);
    await wanted(agent.does('release', run.id), 200);
    expect((await agent.claimNext()).status).toBe(204);
    await resumed(task.id);
    expect((await agent.claim()).run.id).toBe(run.id);
  });

  it('a claim that waits gets the run when an ancestor is resumed', async () => {
    const [top, , bottom] = await line();
    await paused(top.id);
    const run = await enqueue(service.api, bottom.id);
    const waiting = await waitingClaim();
    await resumed(top.id);
    expect((await waiting.claim).run.id).toBe(run.id);
  });

  it('a claim that waits gets the run of a task that is resumed itself', async () => {
    const { task, run } = await place.queued();
    await paused(task.id);
    const waiting = await waitingClaim();
    await resumed(task.id);
    expect((await waiting.claim).run.id).toBe(run.id);
  });
});
