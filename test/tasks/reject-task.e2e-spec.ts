import type { StartedTask, Task } from '../../src/client/types.js';
import type { CallOptions } from '../support/contract.js';
import { detailOf, enqueue, makePlace, type Place, refused, timelineOf, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { ifMatch } from './support/graph.js';

let service: TestApp;
let place: Place;

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makePlace(service.api);
});

const reject = (taskId: string, options?: CallOptions) =>
  service.api.post<{ task: Task }>(`/api/tasks/${taskId}/reject`, undefined, options);
const rejected = async (taskId: string) => (await wanted<{ task: Task }>(reject(taskId), 200)).task;
const asking = (more: Parameters<Place['task']>[0] = {}) => place.task({ approval_policy: 'manual', ...more });
const patch = async (taskId: string, body: object) =>
  (await wanted<{ task: Task }>(service.api.patch(`/api/tasks/${taskId}`, body), 200)).task;
const approve = (taskId: string) => service.api.post<StartedTask>(`/api/tasks/${taskId}/approve`);
const eventsOf = async (taskId: string) => (await timelineOf(service.api, taskId)).slice(1);

describe('rejecting a task', () => {
  it('leaves it blocked for good', async () => {
    const task = await asking();
    const now = await rejected(task.id);
    const [event] = await eventsOf(task.id);
    expect(event).toMatchObject({
      event_type: 'task.rejected',
      origin: { kind: 'http', ref: 'tasks.reject' },
      payload: { previous_approval_state: 'pending', approval_state: 'rejected', status: 'blocked' },
    });
    const changed = { updated_at: event?.timestamp, latest_event_seq: event?.sequence };
    expect(now).toEqual({ ...task, approval_state: 'rejected', ...changed });
    await refused(service.api.post(`/api/tasks/${task.id}/start`), 409, 'blocked', 'task_not_executable');
  });

  it('leaves its queued run open and unclaimable', async () => {
    const task = await asking();
    const run = await enqueue(service.api, task.id);
    expect(await rejected(task.id)).toMatchObject({ status: 'blocked' });
    const agent = await place.agent();
    await wanted(agent.claimNext(), 204);
    expect((await detailOf(service.api, task.id)).runs).toMatchObject([{ id: run.id, status: 'queued' }]);
  });

  it('leaves a draft a draft, which cannot be published', async () => {
    const draft = await asking({ draft: true });
    expect(await rejected(draft.id)).toMatchObject({ status: 'draft', draft: true, approval_state: 'rejected' });
    await refused(service.api.post(`/api/tasks/${draft.id}/publish`), 409, 'blocked');
  });

  it('is undone by the policy, to none and back', async () => {
    const task = await asking();
    await rejected(task.id);
    await patch(task.id, { approval_policy: 'none' });
    expect(await patch(task.id, { approval_policy: 'manual' })).toMatchObject({ approval_state: 'pending' });
    expect((await wanted<StartedTask>(approve(task.id), 201)).task.status).toBe('ready');
  });
});

describe('rejectTask refuses', () => {
  it('a second time, after an approval, and where none is asked for', async () => {
    const [twice, approved, plain] = [await asking(), await asking(), await place.task()];
    await rejected(twice.id);
    await refused(reject(twice.id), 409, 'rejected already');
    await wanted(approve(approved.id), 201);
    await refused(reject(approved.id), 409, 'approved already');
    await refused(reject(plain.id), 409, 'needs no approval');
    expect(await eventsOf(twice.id)).toHaveLength(1);
    expect(await eventsOf(plain.id)).toHaveLength(0);
  });

  it('a task that has ended, and leaves its closed_at', async () => {
    const [canceled, { task: completed }] = [await asking(), await place.queued()];
    await wanted(service.api.post(`/api/tasks/${canceled.id}/cancel`), 200);
    const agent = await place.agent();
    await wanted(agent.does('complete', (await agent.claim()).run.id), 200);
    await patch(completed.id, { approval_policy: 'manual' });
    const { task: failed } = await place.queued({ max_attempts: 1 });
    await wanted(agent.does('fail', (await agent.claim()).run.id), 200);
    await patch(failed.id, { approval_policy: 'manual' });
    for (const [id, status] of [
      [canceled.id, 'canceled'],
      [completed.id, 'completed'],
      [failed.id, 'failed'],
    ] as const) {
      const before = (await detailOf(service.api, id)).task;
      expect(before).toMatchObject({ status, closed_at: expect.any(String) as string });
      await refused(reject(id), 409, status);
      expect((await detailOf(service.api, id)).task).toEqual(before);
    }
  });

  it('what is not there, or has changed since it was read', async () => {
    await refused(reject('task-nowhere'), 404, 'task-nowhere');
    const task = await asking();
    await refused(reject(task.id, ifMatch(task.latest_event_seq - 1)), 412, task.id);
    await refused(reject(task.id, ifMatch('no')), 422, 'If-Match');
    expect(await eventsOf(task.id)).toHaveLength(0);
    await wanted(reject(task.id, ifMatch(task.latest_event_seq)), 200);
    await refused(reject(task.id, ifMatch(task.latest_event_seq)), 412, task.id);
  });
});
