/** The time that a call gives its run (`http.md` 15). */
import { DataSource } from 'typeorm';
import { DutyRunner } from '../../../src/ledger/duties/duty-runner.js';
import type { KeyedService } from '../../access/support/keyed-service.js';
import { attach, operated, sessionOf } from '../../runs/support/operate.js';
import { createTestDatabase } from '../../support/database.js';
import { newTask, refused, runDetailOf, timelineOf, wanted } from '../../support/place.js';
import { until } from '../../support/until.js';
import {
  type CalledPlace,
  type CalledTask,
  held,
  makeCalledPlace,
  runOf,
  startCalledService,
} from '../support/called-runs.js';

let service: KeyedService;
let place: CalledPlace;

jest.setTimeout(120_000);

beforeAll(async () => {
  service = await startCalledService();
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makeCalledPlace(service);
});

const A_SECOND = { session_timeout: 1 };
const DAEMON = {
  actor: { kind: 'daemon', ref: 'session-timeout' },
  origin: { kind: 'daemon', ref: 'daemon.session_timeout' },
};

/** Waits until the duty has looked once more, from its beginning. */
async function looked({ app }: KeyedService): Promise<void> {
  const turns = () =>
    app
      .get(DutyRunner)
      .statuses()
      .find(({ name }) => name === 'session_timeout')?.runs ?? 0;
  const before = turns();
  await until('two turns', () => turns() >= before + 2);
}

/** Waits until the database's clock is so far past a time. */
async function past({ api }: KeyedService, time: string | undefined, seconds: number): Promise<void> {
  const then = new Date(Date.parse(time ?? '') + seconds * 1_000).toISOString();
  await until(`it to be past ${then}`, async () => (await newTask(api)).created_at > then);
}

async function timedOut(task: CalledTask): Promise<void> {
  await until('the timeout', async () => (await runOf(service.api, task)).status === 'failed');
}

const deadlines = async (task: CalledTask): Promise<unknown[]> =>
  service.app.get(DataSource).query('SELECT expires_at FROM run_deadlines WHERE task_id = $1', [task.id]);

it('is over a second after the claim: the run fails, its lease is lost, whoever waits is told', async () => {
  const task = await place.called();
  const answer = place.d(task, { ...A_SECOND, wait_for_completion: true });
  await held(service, 1);
  const agent = await place.agent();
  const { run } = await agent.claim();
  const { status, body } = await answer;
  expect({ status, body }).toMatchObject({
    status: 200,
    body: { id: run.id, status: 'failure', is_successful: false },
  });
  const failed = (await timelineOf(service.api, task.id)).find(({ event_type }) => event_type === 'task.run_failed');
  expect(failed).toMatchObject({ ...DAEMON, payload: { error: 'session timeout after 1s' } });
  expect(Date.parse(failed?.timestamp ?? '')).toBeGreaterThanOrEqual(Date.parse(run.claimed_at ?? '') + 1_000);
  for (const verb of ['heartbeat', 'complete'] as const) {
    await refused(agent.does(verb, run.id), 409, '', 'AUTONOMY_LEASE_EXPIRED');
  }
  expect(await deadlines(task)).toEqual([]);
  // Its session has no other fault, and goes on.
  expect((await sessionOf(service.api, agent.session.session_id)).state).toBe('active');
});

it('does not count while the run is queued', async () => {
  const task = await place.called();
  await wanted(place.d(task, A_SECOND), 200);
  const { queued_at } = await runOf(service.api, task);
  await past(service, queued_at, 1);
  await looked(service);
  expect((await runOf(service.api, task)).status).toBe('queued');
  expect(await deadlines(task)).toEqual([]);
  const agent = await place.agent();
  const { run } = await agent.claim();
  await timedOut(task);
  const { ended_at } = (await runDetailOf(service.api, run.id)).run;
  expect(Date.parse(ended_at ?? '')).toBeGreaterThanOrEqual(Date.parse(run.claimed_at ?? '') + 1_000);
});

it('is not begun anew when the lease is lost', async () => {
  const task = await place.called();
  await wanted(place.d(task, { session_timeout: 60 }), 200);
  const agent = await place.agent();
  const { run } = await agent.claim();
  const [before] = await deadlines(task);
  await wanted(agent.does('release', run.id), 200);
  expect(await deadlines(task)).toEqual([]);
  await (await place.agent()).claim();
  expect(await deadlines(task)).toEqual([before]);
});

it('begins anew with the first start', async () => {
  const task = await place.called();
  await wanted(place.d(task, { session_timeout: 60 }), 200);
  const { id } = await runOf(service.api, task);
  const { claimed_at } = await operated(service.api, 'claim', id);
  await past(service, claimed_at, 0);
  const { started_at } = await operated(service.api, 'start', id);
  const expires_at = new Date(Date.parse(started_at ?? '') + 60_000).toISOString();
  expect(await deadlines(task)).toEqual([{ expires_at }]);
});

it('stops the session that a run without a lease was given', async () => {
  const task = await place.called();
  await wanted(place.d(task, A_SECOND), 200);
  const { id } = await runOf(service.api, task);
  await operated(service.api, 'claim', id);
  const agent = await place.agent();
  await wanted(attach(service.api, id, agent.session.session_id), 200);
  await timedOut(task);
  expect((await sessionOf(service.api, agent.session.session_id)).state).toBe('stopped');
});

it('ends with the run', async () => {
  const task = await place.called();
  await wanted(place.d(task, A_SECOND), 200);
  const agent = await place.agent();
  const { run } = await agent.claim();
  await wanted(agent.does('complete', run.id), 200);
  expect(await deadlines(task)).toEqual([]);
  await past(service, run.claimed_at, 1);
  await looked(service);
  expect((await runOf(service.api, task)).status).toBe('completed');
});

it('may be asked for by the task', async () => {
  const task = await place.called({ metadata: { run_defaults: { session_timeout: 1 } } });
  await wanted(place.d(task), 200);
  await (await place.agent()).claim();
  await timedOut(task);
});

it('is not forgotten when the service that knew of it is gone', async () => {
  const database = await createTestDatabase();
  try {
    // It runs no duties: only what comes after it can end the run.
    const before = await startCalledService({ role: 'api' }, database);
    const there = await makeCalledPlace(before);
    const task = await there.called();
    await wanted(there.d(task, A_SECOND), 200);
    await (await there.agent()).claim({ lease_seconds: 3_600 });
    await before.close();
    const after = await startCalledService({}, database);
    await until('the timeout', async () => (await runOf(after.api, task)).status === 'failed');
    expect((await timelineOf(after.api, task.id)).at(-1)).toMatchObject({ ...DAEMON, event_type: 'task.run_failed' });
    await after.close();
  } finally {
    await database.drop();
  }
});
