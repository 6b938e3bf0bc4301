import type { Run, Task } from '../../src/client/types.js';
import { WaitingClaims } from '../../src/runs/views/waiting-claims.js';
import {
  detailOf,
  enqueue,
  makePlace,
  newAgent,
  newTask,
  type Place,
  refused,
  runDetailOf,
  timelineOf,
  wanted,
} from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { until } from '../support/until.js';
import { dependsOn } from '../tasks/support/graph.js';
import { failedBy, force, forced, runIn } from './support/force.js';

let service: TestApp;
let place: Place;

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makePlace(service.api);
});

const runOf = async (id: string) => (await runDetailOf(service.api, id)).run;
const taskOf = async (id: string) => (await detailOf(service.api, id)).task;
const retried = (run: Run, body?: object) => forced(service.api, 'retry', run.id, body);

describe('a retry', () => {
  it('queues a new run, and leaves the source as it is', async () => {
    const { task } = await place.queued(
      {},
      { metadata: { note: 'of the source' }, idempotency_key: place.workspaceId },
    );
    const failed = await failedBy(await place.agent());
    const source = await runOf(failed.id);
    const answer = await force(service.api, 'retry', source.id, { metadata: { try: 2 } });
    expect(answer.status).toBe(201);
    const { previous_run, run } = answer.body;
    expect(previous_run).toEqual(source);
    const event = (await timelineOf(service.api, task.id)).at(-1);
    expect(run).toEqual({
      id: expect.stringMatching(/^run-[0-9a-f]{16}$/) as string,
      ...{ task_id: task.id, status: 'queued', attempt: 2, previous_run_id: source.id },
      ...{ origin: { kind: 'http', ref: 'tasks.retry_run' }, queued_at: event?.timestamp, metadata: { try: 2 } },
      coordination_channel_id: `coord-${run.id}`,
    });
    expect(answer.headers.get('x-run-number')).not.toBeNull();
    expect(await runOf(run.id)).toEqual(run);
    expect(await runOf(source.id)).toEqual(source);
    expect(event).toMatchObject({
      ...{ event_type: 'task.run_operator_retry', run: { id: run.id } },
      ...{ actor: { kind: 'human', ref: 'local-user' }, origin: { kind: 'http', ref: 'tasks.retry_run' } },
    });
    expect(event?.payload).toEqual({
      ...{ manual: true, actor_kind: 'human', actor_id: 'local-user', task_status: 'ready' },
      ...{ source_run_id: source.id, new_run_id: run.id },
    });
    expect((await (await place.agent()).claim()).run.id).toBe(run.id);
  });

  it('needs no body, and copies no metadata', async () => {
    await place.queued({}, { metadata: { note: 'of the source' } });
    const source = await failedBy(await place.agent());
    const { run } = await wanted<{ run: Run }>(service.api.post(`/api/runs/${source.id}/retry`), 201);
    expect(run).not.toHaveProperty('metadata');
  });

  it('goes on in the channel of the source', async () => {
    const channel = place.workspaceId.replace('ws-', 'channel-');
    await place.queued({}, { network_channel: channel });
    const { run } = await retried(await failedBy(await place.agent()));
    expect(run).toMatchObject({ network_channel: channel, coordination_channel_id: channel });
  });

  it('of a global task has no channel', async () => {
    const task = await newTask(service.api);
    await enqueue(service.api, task.id);
    const { run } = await retried(await failedBy(await newAgent(service.api)));
    expect(run).not.toHaveProperty('coordination_channel_id');
  });

  it('links one run to the next, by attempts that rise', async () => {
    const { task, run } = await place.queued({ max_attempts: 4 });
    const agent = await place.agent();
    const chain = [run.id];
    for (let attempt = 2; attempt <= 4; attempt++) {
      const { run: next, previous_run } = await retried(await failedBy(agent));
      expect([previous_run.id, next.attempt, next.previous_run_id]).toEqual([chain.at(-1), attempt, chain.at(-1)]);
      chain.push(next.id);
    }
    const { runs } = (await service.api.get<{ runs: Run[] }>(`/api/tasks/${task.id}/runs`)).body;
    expect(runs.map(({ id }) => id).reverse()).toEqual(chain);
  });

  it('of an older run brings a completed task back to work, and those who wait for it to waiting', async () => {
    const { task, run } = await place.queued();
    const behind = await place.task();
    await dependsOn(service.api, behind.id, task.id);
    const agent = await place.agent();
    await failedBy(agent);
    await enqueue(service.api, task.id);
    await wanted(agent.does('complete', (await agent.claim()).run.id), 200);
    expect([(await taskOf(task.id)).status, (await taskOf(behind.id)).status]).toEqual(['completed', 'ready']);
    const { run: next } = await retried(run);
    expect(next.attempt).toBe(3);
    expect([(await taskOf(task.id)).status, (await taskOf(behind.id)).status]).toEqual(['ready', 'blocked']);
    expect((await taskOf(task.id)).closed_at).toBeUndefined();
  });

  it('of a task that is blocked waits, and so does one of a task that is paused', async () => {
    const { task } = await place.queued();
    const agent = await place.agent();
    const source = await failedBy(agent);
    await wanted(service.api.patch(`/api/tasks/${task.id}`, { approval_policy: 'manual' }), 200);
    await wanted(service.api.post(`/api/tasks/${task.id}/pause`, { reason: 'hold' }), 200);
    const { run } = await retried(source);
    expect((await timelineOf(service.api, task.id)).at(-1)?.payload).toMatchObject({ task_status: 'blocked' });
    expect((await agent.claimNext()).status).toBe(204);
    await wanted(service.api.patch(`/api/tasks/${task.id}`, { approval_policy: 'none' }), 200);
    expect((await agent.claimNext()).status).toBe(204);
    await wanted(service.api.post(`/api/tasks/${task.id}/resume`), 200);
    expect((await agent.claim()).run.id).toBe(run.id);
  });

  it('wakes a claim that waits', async () => {
    await place.queued();
    const source = await failedBy(await place.agent());
    const waiting = (await place.agent()).claim({ wait: true });
    const waiters = service.app.get(WaitingClaims, { strict: false });
    await until('the claim to wait', () => waiters.count === 1);
    const { run } = await retried(source);
    expect((await waiting).run.id).toBe(run.id);
  });
});

describe('a retry is refused', () => {
  it.each(['queued', 'claimed', 'starting', 'running', 'needs_attention', 'completed', 'canceled'] as const)(
    'for a run that is %s',
    async (status) => {
      const run = await runIn(status, service, place);
      expect(await force(service.api, 'retry', run.id)).toMatchObject({
        status: 409,
        body: {
          diagnostic: {
            id: 'task.force.task_run_still_active',
            ...{ code: 'task_run_still_active', severity: 'error', title: 'Task run cannot be retried' },
            suggested_command: `GET /api/runs/${run.id}/inspect`,
            evidence: { run_id: run.id, status },
          },
        },
      });
    },
  );

  /** A task whose only run has failed. */
  async function failedTask(max_attempts = 3): Promise<{ readonly task: Task; readonly run: Run }> {
    const { task } = await place.queued({ max_attempts });
    return { task, run: await failedBy(await place.agent()) };
  }

  it('the second time, whatever has become of the first', async () => {
    const { run } = await failedTask();
    const { run: next } = await retried(run);
    await refused(force(service.api, 'retry', run.id), 409, next.id, 'retry_exists');
    await forced(service.api, 'fail', next.id);
    await refused(force(service.api, 'retry', run.id), 409, next.id, 'retry_exists');
    await retried(next);
  });

  it('while another run is open', async () => {
    const { task, run } = await failedTask();
    const open = await enqueue(service.api, task.id);
    await refused(force(service.api, 'retry', run.id), 409, open.id, 'open_run_exists');
  });

  it('when the task is canceled, for good', async () => {
    const { task, run } = await failedTask();
    await wanted(service.api.post(`/api/tasks/${task.id}/cancel`), 200);
    await refused(force(service.api, 'retry', run.id), 409, 'canceled', 'task_not_executable');
  });

  it('when a later run was canceled, and the task with it', async () => {
    const { task, run } = await failedTask();
    const later = await enqueue(service.api, task.id);
    await wanted(service.api.post(`/api/task-runs/${later.id}/cancel`), 200);
    await refused(force(service.api, 'retry', run.id), 409, 'canceled', 'task_not_executable');
  });

  it('when the attempts are used, until there are more', async () => {
    const { task, run } = await failedTask(1);
    expect((await taskOf(task.id)).status).toBe('failed');
    await refused(force(service.api, 'retry', run.id), 409, 'attempts', 'attempts_exhausted');
    await wanted(service.api.patch(`/api/tasks/${task.id}`, { max_attempts: 2 }), 200);
    expect((await taskOf(task.id)).status).toBe('ready');
    expect((await retried(run)).run.attempt).toBe(2);
  });

  it('when the channel is another workspace’s by now', async () => {
    const channel = place.workspaceId.replace('ws-', 'channel-');
    const { task, run } = await failedTask();
    await wanted(service.api.patch(`/api/tasks/${task.id}`, { network_channel: channel }), 200);
    const other = await makePlace(service.api);
    await other.queued({}, { network_channel: channel });
    await refused(force(service.api, 'retry', run.id), 422, channel);
    expect((await runOf(run.id)).status).toBe('failed');
  });
});
