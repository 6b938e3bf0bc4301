import type { CreateTask, Task } from '../../src/client/types.js';
import { type Agent, detailOf, enqueue, makePlace, newTask, type Place, timelineOf, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { dependsOn, newChild, storyOf } from './support/graph.js';

let service: TestApp;
let place: Place;

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makePlace(service.api);
});

/** A task that wants to be queued as soon as it is ready. */
const eager = (more: Partial<CreateTask> = {}) => place.task({ auto_enqueue_on_ready: true, ...more });

async function waiting(blockers: readonly Task[], more: Partial<CreateTask> = {}): Promise<Task> {
  const task = await eager(more);
  await dependsOn(service.api, task.id, ...blockers.map(({ id }) => id));
  return task;
}

/** A claimed run of the task, and the session that holds it. */
async function begun(task: Task, key?: string): Promise<{ readonly agent: Agent; readonly runId: string }> {
  const run = await enqueue(service.api, task.id, key === undefined ? undefined : { idempotency_key: key });
  const agent = await place.agent();
  expect((await agent.claim()).run.id).toBe(run.id);
  return { agent, runId: run.id };
}

async function work(task: Task, verb: 'complete' | 'fail' = 'complete', key?: string): Promise<string> {
  const { agent, runId } = await begun(task, key);
  await wanted(agent.does(verb, runId), 200);
  return runId;
}

const runsOf = async ({ id }: Task) => (await detailOf(service.api, id)).runs ?? [];

describe('a dependent that asked for it', () => {
  it('is queued by the completion of its blocker, as the one who completed it', async () => {
    const blocker = await place.task();
    const task = await waiting([blocker], { network_channel: `c-${place.workspaceId}` });
    const { agent, runId } = await begun(blocker);
    await wanted(agent.does('complete', runId), 200);
    const [run, ...others] = await runsOf(task);
    expect(others).toEqual([]);
    expect(run).toMatchObject({
      status: 'queued',
      attempt: 1,
      idempotency_key: `task.auto_enqueue.${task.id}.${runId}`,
      network_channel: `c-${place.workspaceId}`,
      coordination_channel_id: `c-${place.workspaceId}`,
      origin: { kind: 'http', ref: 'agent.task.complete' },
    });
    expect(run).not.toHaveProperty('metadata');
    const told = (await timelineOf(service.api, task.id)).at(-1);
    expect(told).toMatchObject({
      event_type: 'task.run_enqueued',
      actor: { kind: 'agent_session', ref: agent.session.session_id },
      origin: { kind: 'http', ref: 'agent.task.complete' },
      payload: { attempt: 1, status: 'queued', task_status: 'ready' },
    });
    expect((await agent.claim()).run.id).toBe(run?.id);
  });

  it('is told and queued after the completion, by it, in the same command', async () => {
    const blocker = await place.task();
    const [first, second] = [await waiting([blocker]), await waiting([blocker])];
    await work(blocker);
    const completed = (await storyOf(service, blocker.id)).at(-1);
    const events = (await Promise.all([first, second].map(({ id }) => storyOf(service, id)))).flatMap((story) =>
      story.slice(2),
    );
    const order = [...events].sort((a, b) => a.position - b.position);
    expect(order.map(({ stream, type }) => [stream, type])).toEqual([
      [`task:${first.id}`, 'task.dependency_changed'],
      [`task:${second.id}`, 'task.dependency_changed'],
      [`task:${first.id}`, 'task.run_enqueued'],
      [`task:${second.id}`, 'task.run_enqueued'],
    ]);
    expect(completed?.type).toBe('task.run_completed');
    for (const event of order) {
      expect([event.commandId, event.causationId]).toEqual([completed?.commandId, completed?.eventId]);
      expect(event.recordedAt).toBe(completed?.recordedAt);
    }
    expect(order[0]?.position).toBe((completed?.position ?? 0) + 1);
  });

  it('waits for all of its blockers, and gets one run however close they complete', async () => {
    const blockers = await Promise.all(Array.from({ length: 5 }, () => place.task()));
    const task = await waiting(blockers);
    const held: { readonly agent: Agent; readonly runId: string }[] = [];
    for (const blocker of blockers) held.push(await begun(blocker));
    await Promise.all(held.map(({ agent, runId }) => wanted(agent.does('complete', runId), 200)));
    expect(await runsOf(task)).toHaveLength(1);
  });

  it('may stand in another workspace, and uses its own channel', async () => {
    const blocker = await place.task();
    const here = place;
    place = await makePlace(service.api);
    const task = await waiting([blocker], { network_channel: `d-${place.workspaceId}` });
    const globally = await newTask(service.api, { auto_enqueue_on_ready: true });
    await dependsOn(service.api, globally.id, blocker.id);
    place = here;
    await work(blocker);
    expect((await runsOf(task))[0]).toMatchObject({ status: 'queued', coordination_channel_id: task.network_channel });
    expect((await runsOf(globally))[0]?.status).toBe('queued');
  });

  it('is not told of who completed a task that is not in its workspace', async () => {
    const blocker = await place.task();
    const here = place;
    place = await makePlace(service.api);
    const task = await waiting([blocker]);
    const globally = await newTask(service.api, { auto_enqueue_on_ready: true });
    await dependsOn(service.api, globally.id, blocker.id);
    place = here;
    const runId = await work(blocker);
    const told = (await timelineOf(service.api, task.id)).at(-1);
    expect(told).toMatchObject({
      event_type: 'task.run_enqueued',
      actor: { kind: 'daemon', ref: 'auto-enqueue' },
      origin: { kind: 'daemon', ref: 'daemon.auto_enqueue' },
    });
    expect(JSON.stringify([told, await runsOf(task)])).not.toContain(runId);
    expect((await timelineOf(service.api, globally.id)).at(-1)?.actor.kind).toBe('agent_session');
  });

  it('is queued again after it failed with attempts left', async () => {
    const blocker = await place.task();
    const task = await waiting([blocker]);
    await work(blocker);
    const agent = await place.agent();
    await wanted(agent.does('fail', (await agent.claim()).run.id), 200);
    expect((await detailOf(service.api, task.id)).task.status).toBe('ready');
    await work(blocker, 'complete', 'second');
    expect((await runsOf(task)).map(({ status, attempt }) => [status, attempt])).toEqual([
      ['queued', 2],
      ['failed', 1],
    ]);
  });
});

describe('a dependent is not queued', () => {
  it('when it did not ask for it', async () => {
    const blocker = await place.task();
    const task = await waiting([blocker], { auto_enqueue_on_ready: false });
    await work(blocker);
    expect((await detailOf(service.api, task.id)).task.status).toBe('ready');
    expect(await runsOf(task)).toEqual([]);
  });

  it('while it is paused, itself or from above, nor on resume', async () => {
    const [blocker, parent] = [await place.task(), await place.task()];
    const own = { scope: 'workspace', workspace: place.workspaceId, auto_enqueue_on_ready: true } as const;
    const [itself, inherited] = [await waiting([blocker]), await newChild(service.api, parent.id, own)];
    await dependsOn(service.api, inherited.id, blocker.id);
    for (const { id } of [itself, parent]) {
      await wanted(service.api.post(`/api/tasks/${id}/pause`, { reason: 'wait' }), 200);
    }
    await work(blocker);
    for (const { id } of [itself, parent]) await wanted(service.api.post(`/api/tasks/${id}/resume`), 200);
    expect([await runsOf(itself), await runsOf(inherited)]).toEqual([[], []]);
    expect((await detailOf(service.api, inherited.id)).task.status).toBe('ready');
  });

  it('when its blocker fails, is released or canceled', async () => {
    const [failing, canceled] = [await place.task({ max_attempts: 1 }), await place.task()];
    const [a, b] = [await waiting([failing]), await waiting([canceled])];
    const { agent, runId } = await begun(failing);
    await wanted(agent.does('release', runId), 200);
    await agent.claim();
    await wanted(agent.does('fail', runId), 200);
    await wanted(service.api.post(`/api/tasks/${canceled.id}/cancel`), 200);
    expect([await runsOf(a), await runsOf(b)]).toEqual([[], []]);
  });

  it('when it is blocked otherwise, a draft, canceled or completed', async () => {
    const blocker = await place.task();
    const tasks = [
      await waiting([blocker, await place.task()]),
      await waiting([blocker], { approval_policy: 'manual' }),
      await waiting([blocker], { draft: true }),
    ];
    const canceled = await waiting([blocker]);
    await wanted(service.api.post(`/api/tasks/${canceled.id}/cancel`), 200);
    await work(blocker);
    for (const task of [...tasks, canceled]) expect(await runsOf(task)).toEqual([]);
  });

  it('a second time after it completed, or while it has a run', async () => {
    const blocker = await place.task();
    const both = [await waiting([blocker]), await waiting([blocker])];
    await work(blocker);
    const agent = await place.agent();
    const { run } = await agent.claim();
    await wanted(agent.does('complete', run.id), 200);
    // Queued at the same time: which of the two comes first is chance.
    const [done, busy] = run.task_id === both[0]?.id ? both : both.toReversed();
    if (!done || !busy) throw new Error('there are two');
    const holder = await place.agent();
    await holder.claim();
    await work(blocker, 'complete', 'second');
    expect((await detailOf(service.api, done.id)).task.status).toBe('completed');
    expect([(await runsOf(done)).length, (await runsOf(busy)).length]).toEqual([1, 1]);
  });

  it('when its attempts are used', async () => {
    const blocker = await place.task();
    const task = await waiting([blocker], { max_attempts: 1 });
    await work(blocker);
    const agent = await place.agent();
    await wanted(agent.does('fail', (await agent.claim()).run.id), 200);
    await work(blocker, 'complete', 'second');
    expect((await runsOf(task)).map(({ status }) => status)).toEqual(['failed']);
    expect((await detailOf(service.api, task.id)).task.status).toBe('failed');
  });
});

describe('what goes wrong with a dependent', () => {
  it('is no failure of the completion, and is logged', async () => {
    const blocker = await place.task();
    const elsewhere = await makePlace(service.api);
    const channel = `taken-${place.workspaceId}`;
    const [stuck, fine] = [await waiting([blocker], { network_channel: channel }), await waiting([blocker])];
    await elsewhere.queued({ network_channel: channel });
    const warnings = service.log.warnings.length;
    await work(blocker);
    expect((await detailOf(service.api, blocker.id)).task.status).toBe('completed');
    expect([await runsOf(stuck), (await runsOf(fine)).length]).toEqual([[], 1]);
    expect(service.log.warnings.slice(warnings)).toEqual([expect.stringContaining(stuck.id)]);
  });
});
