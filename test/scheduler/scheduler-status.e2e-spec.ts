import { Lane } from '../../src/ledger/lane/lane.js';
import { existingTask, findRun } from '../../src/tasks/domain/task-state.js';
import { taskStream } from '../../src/tasks/domain/task-stream.js';
import { type KeyedService, startKeyedService } from '../access/support/keyed-service.js';
import { testContext } from '../sessions/support/claimed-run.js';
import type { Api } from '../support/contract.js';
import { enqueue, makePlace, newTask, type Place, refused, wanted } from '../support/place.js';
import { until } from '../support/until.js';
import { dependsOn, newChild } from '../tasks/support/graph.js';
import { pause, resume, statusOf } from './support/scheduler-world.js';

let service: KeyedService;
let api: Api;
let place: Place;
let bound: Api;

beforeAll(async () => {
  // Whatever has been queued for two seconds has starved.
  const never = { schedulerTickSeconds: 3_600, leaseSweepSeconds: 3_600 };
  service = await startKeyedService({ settings: { starvationAgeSeconds: 2, ...never } });
  api = service.admin;
  place = await makePlace(api);
  bound = (await service.key({ role: 'operator', workspace: place.workspaceId })).api;
});

afterAll(() => service.close());

const counts = async (caller: Api): Promise<Record<string, number>> => {
  const { paused: _paused, paused_by: _by, paused_at: _at, paused_reason: _reason, ...timed } = await statusOf(caller);
  const { as_of: _as_of, ...numbers } = timed;
  return numbers;
};

/** The counts that change within a while, told apart from those before. */
async function differences(caller: Api, change: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = await counts(caller);
  await change();
  const after = await counts(caller);
  return Object.fromEntries(
    Object.entries(after)
      .map(([name, count]) => [name, count - (before[name] ?? 0)] as const)
      .filter(([, difference]) => difference !== 0),
  );
}

/** The ladder's last step, taken at once. */
async function needsAttention(taskId: string): Promise<void> {
  await service.app.get(Lane).execute({
    name: 'mark_run',
    context: testContext,
    execute: async (unit) => {
      const task = existingTask(await unit.load(taskStream, taskId));
      const run = task && findRun(task, task.runs[0]?.id ?? '');
      if (!task || !run) throw new Error('there is no run');
      const diagnostic = 'nobody could claim it';
      unit.append(taskStream, taskId, [
        {
          type: 'task.run_needs_attention',
          data: { run_id: run.id, task_status: task.status, queued_at: run.queued_at, diagnostic },
        },
      ]);
    },
  });
}

describe('the status counts', () => {
  it('queued runs, those of blocked and paused tasks among them', async () => {
    const change = async (): Promise<void> => {
      await place.queued();
      const { task } = await place.queued();
      await dependsOn(api, task.id, (await place.task()).id);
      const paused = await place.queued();
      await wanted(api.post(`/api/tasks/${paused.task.id}/pause`, { reason: 'hold on' }), 200);
    };
    expect(await differences(api, change)).toMatchObject({ queued_run_count: 3, paused_task_count: 1 });
  });

  it('claims, whatever has become of their lease, and those without one', async () => {
    const agent = await place.agent();
    const change = async (): Promise<void> => {
      await place.queued({ priority: 'urgent' });
      const { lease_until = '' } = (await agent.claim({ lease_seconds: 1 })).lease;
      await until('the lease to be over', async () => (await statusOf(api)).as_of > lease_until);
      const { run } = await place.queued();
      await wanted(api.post(`/api/task-runs/${run.id}/claim`), 200);
    };
    expect(await differences(api, change)).toMatchObject({ active_claim_count: 2 });
  });

  it('tasks that are paused themselves, not those below them', async () => {
    const top = await place.task();
    await newChild(api, top.id, { scope: 'workspace', workspace: place.workspaceId });
    const change = () => wanted(api.post(`/api/tasks/${top.id}/pause`, { reason: 'hold on' }), 200);
    expect(await differences(api, change)).toEqual({ paused_task_count: 1 });
  });

  it('runs that need attention, which are no longer queued', async () => {
    const { task } = await place.queued();
    const change = () => needsAttention(task.id);
    expect(await differences(api, change)).toMatchObject({ needs_attention_run_count: 1, queued_run_count: -1 });
  });

  it('runs that have been queued for long, unless their task is paused', async () => {
    const other = await makePlace(api);
    await other.queued();
    const [blocked, paused, young] = [await other.queued(), await other.queued(), await other.task()];
    await dependsOn(api, blocked.task.id, (await other.task()).id);
    const keyed = (await service.key({ role: 'viewer', workspace: other.workspaceId })).api;
    // The age is counted by the database: it is asked until the runs have it.
    await until('the runs to starve', async () => (await statusOf(keyed)).starved_run_count === 3);
    await wanted(api.post(`/api/tasks/${paused.task.id}/pause`, { reason: 'hold on' }), 200);
    await enqueue(api, young.id);
    expect(await counts(keyed)).toMatchObject({ starved_run_count: 2, queued_run_count: 4 });
  });
});

describe('a key that is bound to a workspace', () => {
  it('sees the numbers of its workspace, and the pause', async () => {
    const other = await makePlace(api);
    const change = async (): Promise<void> => {
      const global = await newTask(api);
      await enqueue(api, global.id);
      await other.queued();
      const paused = await other.queued();
      await wanted(api.post(`/api/tasks/${paused.task.id}/pause`, { reason: 'hold on' }), 200);
      await needsAttention((await other.queued({ owner: { kind: 'human', ref: 'me' } })).task.id);
      await other.queued({ priority: 'urgent' });
      await (await other.agent()).claim();
    };
    const before = await counts(api);
    const { starved_run_count: _starved, ...seen } = await differences(bound, change);
    expect(seen).toEqual({});
    expect((await counts(api)).queued_run_count).toBe((before.queued_run_count ?? 0) + 3);
    const own = (await service.key({ role: 'viewer', workspace: other.workspaceId })).api;
    expect(await statusOf(own)).toMatchObject({
      active_claim_count: 1,
      queued_run_count: 2,
      paused_task_count: 1,
      needs_attention_run_count: 1,
    });
    await pause(api, { reason: 'deployment' });
    expect(await statusOf(own)).toMatchObject({ paused: true, paused_by: 'human:root', paused_reason: 'deployment' });
    await resume(api);
  });

  it('sees the backlog of its workspace', async () => {
    const other = await makePlace(api);
    const { run } = await other.queued();
    const own = (await service.key({ role: 'viewer', workspace: other.workspaceId })).api;
    const seen = async (query: Record<string, string>): Promise<[string[], number]> => {
      const { backlog } = await wanted<{ backlog: { runs: { run: { id: string } }[]; total: number } }>(
        own.get('/api/scheduler/backlog', { query }),
        200,
      );
      return [backlog.runs.map((row) => row.run.id), backlog.total];
    };
    expect(await seen({})).toEqual([[run.id], 1]);
    expect(await seen({ workspace: other.workspaceId, include_paused: 'true' })).toEqual([[run.id], 1]);
    expect(await seen({ workspace: place.workspaceId })).toEqual([[], 0]);
    expect(await seen({ workspace: 'ws-of-nobody' })).toEqual([[], 0]);
  });

  it.each(['pause', 'resume', 'drain'])('may not %s', async (action) => {
    const before = await statusOf(api);
    await refused(bound.post(`/api/scheduler/${action}`), 403, '');
    expect(await statusOf(api)).toEqual({ ...before, as_of: expect.any(String) as string });
  });
});

it.each(['pause', 'resume', 'drain'])('a key that may only read may not %s', async (action) => {
  const viewer = (await service.key({ role: 'viewer' })).api;
  expect((await viewer.post(`/api/scheduler/${action}`)).status).toBe(403);
  expect((await viewer.get('/api/scheduler')).status).toBe(200);
});
