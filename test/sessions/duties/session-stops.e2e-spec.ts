import { DataSource } from 'typeorm';
import type { AgentSession } from '../../../src/client/types.js';
import { DutyRunner } from '../../../src/ledger/duties/duty-runner.js';
import { Lane } from '../../../src/ledger/lane/lane.js';
import { cancelTask } from '../../../src/tasks/domain/decide/cancel-task.js';
import { existingTask } from '../../../src/tasks/domain/task-state.js';
import { taskStream } from '../../../src/tasks/domain/task-stream.js';
import { type Agent, makePlace, type Place, timelineOf, wanted } from '../../support/place.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { until } from '../../support/until.js';
import { CONTEXT } from '../../tasks/support/plant-tree.js';

/** Takes commands; what comes after the commit is left undone, as if it had been killed there. */
let front: TestApp;
let place: Place;

beforeAll(async () => {
  front = await startTestApp({ settings: { role: 'api' } });
});

afterAll(() => front.close());

beforeEach(async () => {
  place = await makePlace(front.api);
});

/** The events of a cancellation that finds the run at work. */
async function cancelAtWork(taskId: string, rootId?: string): Promise<void> {
  await front.app.get(Lane).execute({
    name: 'cancel_at_work',
    context: CONTEXT,
    execute: async (unit) => {
      const task = existingTask(await unit.load(taskStream, taskId));
      if (!task) throw new Error('there is no task');
      const runs = task.runs.map((run) => ({ ...run, status: 'running' as const }));
      const root = rootId === undefined ? undefined : { id: rootId };
      unit.append(taskStream, taskId, cancelTask({ ...task, runs }, { reason: 'enough' }, root));
    },
  });
}

async function held(): Promise<{ readonly agent: Agent; readonly taskId: string; readonly runId: string }> {
  await place.queued();
  const agent = await place.agent();
  const { run, task } = await agent.claim();
  return { agent, taskId: task.id, runId: run.id };
}

const sessionOf = async ({ session }: Agent) => {
  const path = `/api/agent/sessions/${session.session_id}`;
  return (await wanted<{ session: AgentSession }>(front.api.get(path), 200)).session;
};
const owed = async () => (await front.app.get(DataSource).query<object[]>('SELECT * FROM session_stops')).length;

/** An instance that does what is left to do, for as long as `seen` needs. */
async function withDuties(seen: (duties: DutyRunner) => Promise<void>, cancelGraceSeconds = 0): Promise<void> {
  const worker = await startTestApp({ database: front.database, settings: { cancelGraceSeconds } });
  try {
    await seen(worker.app.get(DutyRunner));
  } finally {
    await worker.close();
  }
}

it('a session whose run was canceled at work is stopped once, by whoever comes up after a crash', async () => {
  const { agent, taskId, runId } = await held();
  await cancelAtWork(taskId, 'task-0');
  expect([await owed(), (await sessionOf(agent)).state]).toEqual([1, 'active']);
  const turns = (duties: DutyRunner) => duties.statuses().find(({ name }) => name === 'session_stops')?.runs ?? 0;
  await withDuties(async (duties) => {
    await until('the stop', async () => (await owed()) === 0);
    const before = turns(duties);
    await until('another turn', () => turns(duties) > before + 1);
  });
  expect(await sessionOf(agent)).toMatchObject({ state: 'stopped', stop_reason: 'cancellation' });
  const events = (await timelineOf(front.api, taskId)).slice(3);
  expect(events.map(({ event_type, payload }) => [event_type, payload])).toEqual([
    [
      'task.run_canceled',
      {
        ...{ status: 'canceled', task_status: 'in_progress', reason: 'enough', propagated_from_task_id: 'task-0' },
        ...{ session_id: agent.session.session_id, cooperative_stop_requested: true },
      },
    ],
    [
      'task.canceled',
      { status: 'canceled', reason: 'enough', propagated_from_task_id: 'task-0', canceled_run_ids: [runId] },
    ],
    [
      'task.run_force_stopped',
      { session_id: agent.session.session_id, grace_timeout_ms: 0, propagated_from_task_id: 'task-0' },
    ],
  ]);
  expect(events.at(-1)?.actor.kind).toBe('daemon');
});

it('what the session has claimed meanwhile goes back to the queue', async () => {
  const { agent, taskId } = await held();
  await cancelAtWork(taskId);
  const { run } = await place.queued();
  await agent.claim();
  await withDuties(() => until('the stop', async () => (await owed()) === 0));
  expect((await (await place.agent()).claim()).run.id).toBe(run.id);
  const last = (await timelineOf(front.api, run.task_id)).at(-2);
  expect(last).toMatchObject({ event_type: 'task.run_released', payload: { reason: 'session_stopped' } });
});

it('a session that has ended by itself is no failure', async () => {
  const { agent, taskId } = await held();
  await cancelAtWork(taskId);
  await wanted(front.api.post(`/api/agent/sessions/${agent.session.session_id}/stop`, { reason: 'done' }), 200);
  await withDuties(() => until('the stop', async () => (await owed()) === 0));
  expect((await sessionOf(agent)).stop_reason).toBe('done');
  expect((await timelineOf(front.api, taskId)).at(-1)?.event_type).toBe('task.run_force_stopped');
});

it('leaves it the time of grace', async () => {
  const { agent, taskId } = await held();
  await cancelAtWork(taskId);
  await withDuties(async (duties) => {
    const stops = () => duties.statuses().find(({ name }) => name === 'session_stops');
    await until('two turns', () => (stops()?.runs ?? 0) >= 2);
    expect(stops()).toMatchObject({ findings: 0, failures: 0 });
  }, 3_600);
  expect([await owed(), (await sessionOf(agent)).state]).toEqual([1, 'active']);
});
