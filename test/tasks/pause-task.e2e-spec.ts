import type { Task } from '../../src/client/types.js';
import { detailOf, makePlace, type Place, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
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

const { call, paused, resumed, eventsOf } = pausesBy(() => service.api);
const taskOf = async (taskId: string) => (await detailOf(service.api, taskId)).task;

describe('pausing a task', () => {
  it('says who, why and since when', async () => {
    const task = await place.task();
    const body = { reason: ' too early ', metadata: { ticket: 7 } };
    const { task: now } = await wanted<{ task: Task }>(call('pause', task.id, body), 200);
    const [event] = await eventsOf(task.id);
    expect(now).toEqual({
      ...task,
      paused: true,
      paused_by: 'human:local-user',
      paused_reason: 'too early',
      paused_at: event?.timestamp,
      effective_paused: true,
      paused_by_task_id: task.id,
      updated_at: event?.timestamp,
      latest_event_seq: event?.sequence,
    });
    expect(event).toMatchObject({ event_type: 'task.paused', origin: { kind: 'http', ref: 'tasks.pause_task' } });
    expect(event?.payload).toEqual({
      ...{ manual: true, actor_kind: 'human', actor_id: 'local-user', previous_paused: false, paused: true },
      ...{ reason: 'too early', metadata: { ticket: 7 } },
    });
    expect(await taskOf(task.id)).toEqual(now);
  });

  it('again tells the new reason', async () => {
    const task = await place.task();
    await paused(task.id);
    expect(await paused(task.id, 'still')).toMatchObject({ paused_reason: 'still' });
    expect(await eventsOf(task.id)).toMatchObject([
      { payload: { previous_paused: false } },
      { payload: { previous_paused: true, reason: 'still' } },
    ]);
  });

  it.each([
    ['draft', { draft: true }],
    ['blocked', { approval_policy: 'manual' }],
    ['ready', {}],
  ] as const)('that is %s leaves its status', async (status, more) => {
    const task = await place.task(more);
    expect(await paused(task.id)).toMatchObject({ status });
    expect(await resumed(task.id)).toMatchObject({ status });
  });

  it('holds nothing back but claims', async () => {
    const task = await place.task({ draft: true });
    await paused(task.id);
    await wanted(service.api.post(`/api/tasks/${task.id}/publish`), 200);
    expect((await (await place.agent()).claimNext()).status).toBe(204);
  });

  it('leaves the run that somebody has', async () => {
    const { task, run } = await place.queued();
    const agent = await place.agent();
    await agent.claim();
    await paused(task.id);
    await wanted(agent.does('heartbeat', run.id), 200);
    await wanted(agent.does('complete', run.id), 200);
    expect(await taskOf(task.id)).toMatchObject({ status: 'completed', paused: true });
  });
});

describe('resuming a task', () => {
  it('takes the pause away, and is on record where there is none', async () => {
    const task = await place.task();
    await paused(task.id);
    const [first, second] = [await resumed(task.id), await resumed(task.id)];
    const [, one, two] = await eventsOf(task.id);
    const { updated_at, latest_event_seq } = first;
    expect(first).toEqual({ ...task, updated_at, latest_event_seq });
    expect([updated_at, latest_event_seq]).toEqual([one?.timestamp, one?.sequence]);
    expect([second.updated_at, second.latest_event_seq]).toEqual([two?.timestamp, two?.sequence]);
    const said = { manual: true, actor_kind: 'human', actor_id: 'local-user', paused: false };
    expect([one?.payload, two?.payload]).toEqual([
      { ...said, previous_paused: true },
      { ...said, previous_paused: false },
    ]);
  });

  it('is allowed in any status', async () => {
    const task = await place.task();
    await paused(task.id);
    await wanted(service.api.post(`/api/tasks/${task.id}/cancel`), 200);
    expect(await resumed(task.id)).toMatchObject({ status: 'canceled' });
    expect(await taskOf(task.id)).not.toHaveProperty('paused');
  });

  it('keeps metadata on record', async () => {
    const task = await place.task();
    await wanted(call('resume', task.id, { metadata: [1] }), 200);
    expect(await eventsOf(task.id)).toMatchObject([{ payload: { metadata: [1] } }]);
  });
});
