import { CommandBus } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import type { Run } from '../../../src/client/types.js';
import { DutyRunner } from '../../../src/ledger/duties/duty-runner.js';
import { Lane } from '../../../src/ledger/lane/lane.js';
import { SessionLossDuty } from '../../../src/runs/duties/session-loss.duty.js';
import type { TaskEvent } from '../../../src/tasks/domain/task-events.js';
import { taskStream } from '../../../src/tasks/domain/task-stream.js';
import { type Agent, detailOf, makePlace, type Place, runDetailOf, timelineOf, wanted } from '../../support/place.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { until } from '../../support/until.js';
import { CONTEXT } from '../../tasks/support/plant-tree.js';

let service: TestApp;
let place: Place;

jest.setTimeout(120_000);

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makePlace(service.api);
});

const STATUSES = ['claimed', 'starting', 'running'] as const;
type Status = (typeof STATUSES)[number];

interface Bound {
  readonly taskId: string;
  readonly runId: string;
}

/** A run without a lease that a session has, as operators make them. */
async function boundRun(session_id: string, status: Status, max_attempts = 3): Promise<Bound> {
  const { task, run } = await place.queued({ max_attempts });
  const claimed_by = { kind: 'human', ref: 'ann' } as const;
  const claimed = status === 'claimed' ? { session_id } : {};
  const data = { run_id: run.id, session_id };
  const work = { ...data, task_status: 'in_progress' } as const;
  const events: TaskEvent[] = [
    {
      type: 'task.run_claimed',
      data: { run_id: run.id, task_status: 'ready', claimed_by, lease_epoch: 1, ...claimed },
    },
  ];
  if (status !== 'claimed') events.push({ type: 'task.run_session_bound', data: work });
  if (status === 'running') events.push({ type: 'task.run_started', data: work });
  await append(task.id, events);
  return { taskId: task.id, runId: run.id };
}

async function append(taskId: string, events: readonly TaskEvent[]): Promise<void> {
  await service.app.get(Lane).execute({
    name: 'bind_run',
    context: CONTEXT,
    execute: async (unit) => {
      await unit.load(taskStream, taskId);
      unit.append(taskStream, taskId, events);
    },
  });
}

const stop = ({ session }: Agent, body: object = {}) =>
  wanted(service.api.post(`/api/agent/sessions/${session.session_id}/stop`, body), 200);
const statusOf = async ({ runId }: Bound) => (await runDetailOf(service.api, runId)).run.status;
const turnsOf = () =>
  service.app
    .get(DutyRunner)
    .statuses()
    .find(({ name }) => name === 'session_loss')?.runs ?? 0;

/** Two more turns: the second has begun after now. */
async function looked(): Promise<void> {
  const before = turnsOf();
  await until('two turns', () => turnsOf() >= before + 2);
}

const BOOT = { actor: { kind: 'daemon', ref: 'boot-recovery' }, origin: { kind: 'daemon', ref: 'daemon.boot' } };

it('a claimed run whose session was stopped is queued again as it was', async () => {
  const agent = await place.agent();
  const run = await boundRun(agent.session.session_id, 'claimed');
  const before = (await runDetailOf(service.api, run.runId)).run;
  await stop(agent, { reason: 'done' });
  await until('the recovery', async () => (await statusOf(run)) === 'queued');
  const { run: after } = await runDetailOf(service.api, run.runId);
  expect(after).toMatchObject({ attempt: 1, queued_at: before.queued_at });
  for (const member of ['session_id', 'claimed_by', 'claimed_at']) expect(after).not.toHaveProperty(member);
  const event = (await timelineOf(service.api, run.taskId)).at(-1);
  expect(event).toMatchObject({ event_type: 'task.run_recovered', run: { id: run.runId }, ...BOOT });
  expect(event?.payload).toEqual({
    ...{ action: 'requeue', previous_status: 'claimed', status: 'queued', task_status: 'ready' },
    ...{ reason: 'session_lost', session_id: agent.session.session_id, session_state: 'stopped' },
    ...{ classification: 'orphaned', detail: 'its session was stopped: done' },
  });
  expect((await (await place.agent()).claim()).run.id).toBe(run.runId);
});

it.each(['starting', 'running'] as const)(
  'a %s run whose session was stopped fails, and can be retried',
  async (status) => {
    const agent = await place.agent();
    const run = await boundRun(agent.session.session_id, status);
    await stop(agent, { reason: 'unresponsive' });
    await until('the recovery', async () => (await statusOf(run)) === 'failed');
    const { run: after } = await runDetailOf(service.api, run.runId);
    expect(after).toMatchObject({
      session_id: agent.session.session_id,
      error: expect.stringContaining('crashed') as string,
    });
    expect(after).not.toHaveProperty('failure_kind');
    const [failed, recovered, ...more] = (await timelineOf(service.api, run.taskId)).slice(
      status === 'running' ? 5 : 4,
    );
    const evidence = {
      ...{ reason: 'session_lost', previous_status: status, session_id: agent.session.session_id },
      ...{ session_state: 'stopped', classification: 'crashed', detail: 'its session was stopped: unresponsive' },
    };
    expect(failed).toMatchObject({ event_type: 'task.run_failed', ...BOOT });
    expect(failed?.payload).toEqual({ status: 'failed', task_status: 'ready', error: after.error, metadata: evidence });
    expect(recovered).toMatchObject({ event_type: 'task.run_recovered', ...BOOT });
    expect(recovered?.payload).toEqual({ action: 'fail', status: 'failed', task_status: 'ready', ...evidence });
    expect(more).toEqual([]);
    await wanted(service.api.post(`/api/runs/${run.runId}/retry`, {}), 201);
  },
);

it('a run that an operator started fails when its session is stopped under it', async () => {
  const { task, run } = await place.queued();
  await wanted(service.api.post(`/api/task-runs/${run.id}/claim`, {}), 200);
  const { run: started } = await wanted<{ run: Run }>(service.api.post(`/api/task-runs/${run.id}/start`, {}), 200);
  await wanted(service.api.post(`/api/agent/sessions/${started.session_id ?? ''}/stop`, {}), 200);
  const bound = { taskId: task.id, runId: run.id };
  await until('the recovery', async () => (await statusOf(bound)) === 'failed');
  expect((await timelineOf(service.api, task.id)).at(-1)?.payload).toMatchObject({
    ...{ action: 'fail', previous_status: 'running', session_id: started.session_id, classification: 'orphaned' },
  });
});

it('a run whose session is unknown is missing one; the last attempt ends the task', async () => {
  const run = await boundRun(`sess-unknown-${place.workspaceId}`, 'running', 1);
  await until('the recovery', async () => (await statusOf(run)) === 'failed');
  const { task } = await detailOf(service.api, run.taskId);
  expect(task).toMatchObject({ status: 'failed', closed_at: expect.any(String) as string });
  const { payload } = (await timelineOf(service.api, run.taskId)).at(-1) ?? {};
  expect(payload).toMatchObject({ classification: 'missing', detail: 'its session is not known' });
  expect(payload).not.toHaveProperty('session_state');
});

it('runs of active sessions, leased runs and runs that an operator has claimed are left alone', async () => {
  const agents = [await place.agent(), await place.agent(), await place.agent()] as const;
  const bound = await Promise.all(STATUSES.map((status, n) => boundRun(agents[n]?.session.session_id ?? '', status)));
  const { task, run } = await place.queued();
  await append(task.id, [
    {
      type: 'task.run_claimed',
      data: { run_id: run.id, task_status: 'ready', claimed_by: { kind: 'human', ref: 'ann' }, lease_epoch: 1 },
    },
  ]);
  const { task: leasedTask, run: leasedRun } = await place.queued();
  await append(leasedTask.id, [leaseOfNobody(leasedRun.id)]);
  await looked();
  expect(await Promise.all(bound.map(statusOf))).toEqual([...STATUSES]);
  expect(await statusOf({ taskId: task.id, runId: run.id })).toBe('claimed');
  expect((await timelineOf(service.api, leasedTask.id)).at(-1)?.event_type).toBe('task.run_claimed');
});

/** A lease whose session the directory does not know: it expires, nothing else brings it back. */
function leaseOfNobody(run_id: string): TaskEvent {
  return {
    type: 'task.run_claimed',
    data: {
      ...{ run_id, task_status: 'ready', session_id: `sess-nobody-${place.workspaceId}`, lease_epoch: 1 },
      claimed_by: { kind: 'agent_session', ref: 'sess-nobody' },
      ...{ claim_token_hash: `sha256:${'b'.repeat(64)}`, lease_until: '2999-01-01T00:00:00.000Z' },
    },
  };
}

it('a start that was broken off fails after a minute, and one under way does not', async () => {
  const [late, fresh] = [await place.queued(), await place.queued()];
  const start = (run_id: string): TaskEvent[] => [
    {
      type: 'task.run_claimed',
      data: { run_id, task_status: 'ready', claimed_by: { kind: 'human', ref: 'ann' }, lease_epoch: 1 },
    },
    { type: 'task.run_starting', data: { run_id, task_status: 'in_progress' } },
  ];
  for (const { task, run } of [late, fresh]) await append(task.id, start(run.id));
  await looked();
  expect(await statusOf({ taskId: late.task.id, runId: late.run.id })).toBe('starting');
  await beginEarlier(late.task.id, late.run.id);
  await until('the recovery', async () => (await statusOf({ taskId: late.task.id, runId: late.run.id })) === 'failed');
  const { payload } = (await timelineOf(service.api, late.task.id)).at(-1) ?? {};
  expect(payload).toMatchObject({ action: 'fail', previous_status: 'starting', classification: 'missing' });
  expect(payload).not.toHaveProperty('session_id');
  expect(await statusOf({ taskId: fresh.task.id, runId: fresh.run.id })).toBe('starting');
});

/** Puts a start back in time, in the row and in what the lane remembers. */
async function beginEarlier(taskId: string, runId: string): Promise<void> {
  const earlier = new Date(Date.now() - 120_000).toISOString();
  await service.app.get(DataSource).query('UPDATE runs SET claimed_at = $2 WHERE id = $1', [runId, earlier]);
  const { streams } = service.app.get(Lane).memory;
  const entry = streams.get(`task:${taskId}`);
  const state = entry?.state as { readonly runs: readonly object[] };
  streams.set(`task:${taskId}`, {
    version: entry?.version ?? 0,
    state: { ...state, runs: state.runs.map((run) => ({ ...run, starting_since: earlier })) },
  });
}

it('two turns at once recover a run once', async () => {
  const agent = await place.agent();
  const run = await boundRun(agent.session.session_id, 'running');
  await stop(agent);
  const [source, commands] = [service.app.get(DataSource), service.app.get(CommandBus)];
  const reports = await Promise.all([1, 2].map(() => new SessionLossDuty(source, commands).run()));
  expect(reports.reduce((sum, { findings }) => sum + findings, 0)).toBeLessThanOrEqual(1);
  expect(await statusOf(run)).toBe('failed');
  const types = (await timelineOf(service.api, run.taskId)).map(({ event_type }) => event_type);
  expect(types.filter((type) => type === 'task.run_failed' || type === 'task.run_recovered')).toHaveLength(2);
});
