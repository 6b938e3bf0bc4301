import type { SchedulerStatus } from '../../src/client/types.js';
import type { Api } from '../support/contract.js';
import { type Agent, makePlace, type Place, refused, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { until } from '../support/until.js';
import { ledTo, operated } from '../runs/support/operate.js';
import {
  headOf,
  pause,
  resume,
  schedulerEvents,
  type SchedulerLine,
  sql,
  statusOf,
} from './support/scheduler-world.js';

interface Drain {
  readonly scheduler: SchedulerStatus;
  readonly completed: boolean;
  readonly timed_out?: boolean;
  readonly remaining_claims: number;
  readonly started_at: string;
  readonly completed_at: string;
}

let service: TestApp;
let place: Place;
/** Head of the log before the test. */
let from: number;

beforeAll(async () => {
  service = await startTestApp();
  place = await makePlace(service.api);
});

afterAll(() => service.close());

beforeEach(async () => {
  from = await headOf(service);
});

const held: { readonly agent: Agent; readonly run: string }[] = [];

afterEach(async () => {
  for (const { agent, run } of held.splice(0)) await agent.does('complete', run);
  await resume(service.api);
});

const drain = async (body?: object, api: Api = service.api): Promise<Drain> =>
  wanted<Drain>(api.post('/api/scheduler/drain', body), 200);

/** A session at work. */
async function claimed(leaseSeconds = 300): Promise<Agent & { readonly run: string }> {
  await place.queued();
  const agent = await place.agent();
  const { run } = await agent.claim({ lease_seconds: leaseSeconds });
  held.push({ agent, run: run.id });
  return { ...agent, run: run.id };
}

const events = async (type: string): Promise<SchedulerLine[]> =>
  (await schedulerEvents(service, from)).filter((event) => event.type === `scheduler.drain_${type}`);

const begun = (count = 1): Promise<void> =>
  until('the drain to begin', async () => (await events('started')).length === count);

describe('a drain', () => {
  it('is over at once where nothing is claimed, and stays paused', async () => {
    const answer = await drain();
    expect(answer).toMatchObject({
      scheduler: { paused: true, paused_by: 'human:local-user', paused_reason: 'scheduler drain' },
      completed: true,
      remaining_claims: 0,
    });
    expect(answer).not.toHaveProperty('timed_out');
    expect((await statusOf(service.api)).paused).toBe(true);
    const told = await schedulerEvents(service, from);
    const manual = { manual: true, actor_kind: 'human', actor_id: 'local-user', reason: 'scheduler drain' };
    const { started_at, completed_at } = answer;
    expect(told.map(({ type, payload }) => ({ type, payload }))).toEqual([
      { type: 'scheduler.drain_started', payload: { ...manual, previous_paused: false, paused: true, started_at } },
      {
        type: 'scheduler.drain_completed',
        payload: { ...manual, previous_paused: false, paused: true, started_at, completed_at },
      },
    ]);
  });

  it('looks once with a timeout of 0', async () => {
    await claimed();
    await claimed();
    const answer = await drain({ timeout_seconds: 0, reason: 'look' });
    expect(answer).toMatchObject({
      scheduler: { paused: true, paused_reason: 'look', active_claim_count: 2 },
      completed: false,
      timed_out: true,
      remaining_claims: 2,
    });
    expect((await events('completed'))[0]?.payload).toMatchObject({ timed_out: true, remaining_claims: 2 });
  });

  it.each(['complete', 'release', 'fail'] as const)('is over when the last claim ends by %s', async (verb) => {
    const agent = await claimed();
    const draining = drain();
    await begun();
    expect((await statusOf(service.api)).paused).toBe(true);
    await wanted(agent.does(verb, agent.run), 200);
    const answer = await draining;
    expect(answer).toMatchObject({ completed: true, remaining_claims: 0 });
    const [end] = await events('completed');
    expect(end).toMatchObject({ actor: 'human:local-user', origin: 'daemon:daemon.scheduler' });
    expect(Date.parse(answer.completed_at)).toBeGreaterThanOrEqual(Date.parse(answer.started_at));
  });

  it('is over when the last lease runs out', async () => {
    await claimed(1);
    expect(await drain()).toMatchObject({ completed: true, remaining_claims: 0 });
  });

  it('is given up at its deadline while a holder goes on', async () => {
    const agent = await claimed();
    const draining = drain({ timeout_seconds: 1 });
    await begun();
    await wanted(agent.does('heartbeat', agent.run), 200);
    const answer = await draining;
    expect(answer).toMatchObject({ completed: false, timed_out: true, remaining_claims: 1 });
    expect(Date.parse(answer.completed_at) - Date.parse(answer.started_at)).toBeGreaterThanOrEqual(1_000);
    expect(answer.scheduler.paused).toBe(true);
  });

  it('counts claims without a lease, which never run out', async () => {
    const { id } = await ledTo('claimed', service.api, place);
    expect(await drain({ timeout_seconds: 1 })).toMatchObject({ timed_out: true, remaining_claims: 1 });
    await operated(service.api, 'cancel', id);
    expect(await drain()).toMatchObject({ completed: true, remaining_claims: 0 });
  });

  it('goes on when somebody resumes, and says so', async () => {
    const agent = await claimed();
    const draining = drain();
    await begun();
    await resume(service.api);
    await wanted(agent.does('complete', agent.run), 200);
    expect(await draining).toMatchObject({ completed: true, scheduler: { paused: false } });
    expect((await events('completed'))[0]?.payload).toMatchObject({ paused: false });
  });

  it('goes on when its caller leaves', async () => {
    const agent = await claimed();
    const leave = new AbortController();
    const abandoned = service.api.post('/api/scheduler/drain', {}, { signal: leave.signal });
    await begun();
    leave.abort();
    await expect(abandoned).rejects.toThrow();
    await wanted(agent.does('complete', agent.run), 200);
    await until('the drain to end', async () => (await events('completed')).length === 1);
  });

  it('is told to have been paused before, and takes the pause over', async () => {
    await pause(service.api, { reason: 'before' });
    const agent = await place.agent();
    const answer = await drain({ reason: 'mine' }, agent.api);
    expect(answer.scheduler).toMatchObject({
      paused_by: `agent_session:${agent.session.session_id}`,
      paused_reason: 'mine',
    });
    expect((await events('started'))[0]?.payload).toMatchObject({ previous_paused: true });
  });

  it('is independent of others', async () => {
    const agent = await claimed();
    const [short, long] = [drain({ timeout_seconds: 1 }), drain({ timeout_seconds: 60 })];
    await begun(2);
    expect(await short).toMatchObject({ completed: false, timed_out: true });
    expect(await events('completed')).toHaveLength(1);
    await wanted(agent.does('complete', agent.run), 200);
    expect(await long).toMatchObject({ completed: true });
    expect(await events('completed')).toHaveLength(2);
    expect(await sql(service, 'SELECT * FROM scheduler_drains')).toEqual([]);
  });
});

describe('a drain refuses', () => {
  it.each([-1, 3_601])('%d seconds', async (timeout_seconds) => {
    const call = service.api.post('/api/scheduler/drain', { timeout_seconds });
    await refused(call, 422, 'drain_scheduler.timeout_seconds must be between 0 and 3600');
    expect(await schedulerEvents(service, from)).toEqual([]);
  });

  it('what is no whole number', async () => {
    expect((await service.api.post('/api/scheduler/drain', { timeout_seconds: 1.5 })).status).toBe(400);
    expect((await service.api.post('/api/scheduler/drain', { timeout_seconds: '1' })).status).toBe(400);
  });

  it('nothing else: null is 60 seconds', async () => {
    expect(await drain({ timeout_seconds: null })).toMatchObject({ completed: true });
  });
});

it('waits without a connection of the database: many drains, and the service answers as ever', async () => {
  const agent = await claimed();
  const draining = Array.from({ length: 40 }, () => drain());
  await begun(40);
  const busy = await sql<{ pid: number }>(
    service,
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%' " +
      "AND xact_start < clock_timestamp() - interval '1 second'",
  );
  expect(busy).toEqual([]);
  await wanted(agent.does('complete', agent.run), 200);
  const answers = await Promise.all(draining);
  expect(answers.filter(({ completed }) => !completed)).toEqual([]);
  expect(await events('completed')).toHaveLength(40);
});
