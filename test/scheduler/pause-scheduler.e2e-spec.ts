import { EventLog } from '../../src/ledger/log/event-log.js';
import { WaitingClaims } from '../../src/runs/views/waiting-claims.js';
import type { Claim } from '../../src/client/types.js';
import type { ApiAnswer } from '../support/contract.js';
import { type Agent, enqueue, makePlace, newAgent, type Place, refused, timelineOf, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { until } from '../support/until.js';
import { forced, runIn } from '../runs/support/force.js';
import { attach, ledTo, operated } from '../runs/support/operate.js';
import { headOf, pause, resume, schedulerEvents, statusOf } from './support/scheduler-world.js';

let service: TestApp;
let place: Place;

beforeAll(async () => {
  // Nobody's time is over before it was woken.
  service = await startTestApp({ settings: { claimWaitSeconds: 120 } });
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makePlace(service.api);
});

afterEach(() => resume(service.api));

const ENDS_CLAIM = /^task\.run_(?:completed|failed|released|lease_expired|canceled)$/;

const waiters = (): number => service.app.get(WaitingClaims, { strict: false }).count;

async function allWait(agents: readonly Agent[]): Promise<Promise<ApiAnswer<{ claim: Claim }>>[]> {
  const claims = agents.map((agent) => agent.claimNext({ wait: true }));
  await until('the claims to wait', () => waiters() === agents.length);
  return claims;
}

describe('before anybody paused', () => {
  it('the status says so', async () => {
    const status = await statusOf(service.api);
    expect(status).toEqual({
      paused: false,
      active_claim_count: 0,
      queued_run_count: 0,
      paused_task_count: 0,
      starved_run_count: 0,
      needs_attention_run_count: 0,
      as_of: expect.any(String) as string,
    });
  });
});

describe('a pause', () => {
  it('answers who paused, when and why, and is told', async () => {
    const from = await headOf(service);
    const paused = await pause(service.api, { reason: '  deployment  ' });
    expect(paused).toMatchObject({ paused: true, paused_by: 'human:local-user', paused_reason: 'deployment' });
    expect(await statusOf(service.api)).toEqual({ ...paused, as_of: expect.any(String) as string });
    expect(await schedulerEvents(service, from)).toMatchObject([
      {
        type: 'scheduler.paused',
        payload: {
          manual: true,
          actor_kind: 'human',
          actor_id: 'local-user',
          reason: 'deployment',
          previous_paused: false,
          paused: true,
        },
        actor: 'human:local-user',
        origin: 'http:tasks.scheduler_pause',
      },
    ]);
  });

  it('is taken over by the next one', async () => {
    await pause(service.api, { reason: 'deployment' });
    const from = await headOf(service);
    const agent = await place.agent();
    const paused = await pause(agent.api);
    expect(paused.paused_by).toBe(`agent_session:${agent.session.session_id}`);
    expect(paused).not.toHaveProperty('paused_reason');
    const [event] = await schedulerEvents(service, from);
    expect(event?.payload).toMatchObject({ previous_paused: true, actor_kind: 'agent_session' });
  });

  it('counts the claims that go on, which can be ended in every way', async () => {
    const agents = [await place.agent(), await place.agent(), await place.agent()] as const;
    for (const _ of agents) await place.queued();
    const runs = [(await agents[0].claim()).run, (await agents[1].claim()).run, (await agents[2].claim()).run] as const;
    const from = await headOf(service);
    expect((await pause(service.api)).active_claim_count).toBe(3);
    expect((await schedulerEvents(service, from))[0]?.payload).toMatchObject({ active_claims: 3 });
    await wanted(agents[0].does('heartbeat', runs[0].id), 200);
    await wanted(agents[0].does('complete', runs[0].id), 200);
    await wanted(agents[1].does('fail', runs[1].id), 200);
    await wanted(agents[2].does('release', runs[2].id), 200);
    expect(await statusOf(service.api)).toMatchObject({ active_claim_count: 0, queued_run_count: 1 });
    expect((await agents[2].claimNext()).status).toBe(204);
  });

  it('leaves everything else alone: tasks and runs are made, and wait', async () => {
    await pause(service.api);
    const { run } = await place.queued();
    const agent = await place.agent();
    expect((await agent.claimNext()).status).toBe(204);
    await resume(service.api);
    expect((await agent.claim()).run.id).toBe(run.id);
  });

  it('holds back claim-next alone: everything else is done to runs as ever', async () => {
    const { api } = service;
    const [holder, other] = [await place.agent(), await place.agent()];
    const { run: held } = await place.queued();
    await holder.claim();
    await pause(api);
    await operated(holder.api, 'start', held.id, { idempotency_key: 'k' });
    await wanted(holder.does('heartbeat', held.id), 200);
    await wanted(holder.does('complete', held.id), 200);
    await operated(api, 'complete', (await ledTo('running', api, place)).id);
    const attached = await ledTo('claimed', api, place);
    await wanted(attach(api, attached.id, other.session.session_id), 200);
    await operated(api, 'fail', attached.id);
    await forced(api, 'fail', (await forced(api, 'retry', attached.id)).run.id);
    const released = await ledTo('claimed', api, place);
    await forced(api, 'release', released.id);
    const { run: recovered } = await forced(api, 'recover', (await runIn('needs_attention', service, place)).id);
    expect((await holder.claimNext()).status).toBe(204);
    for (const { id } of [released, recovered]) await operated(api, 'cancel', id);
    expect((await statusOf(api)).paused).toBe(true);
  });

  it('comes after the refusal of a session that has a run, and after a repeated claim', async () => {
    await place.queued();
    const agent = await place.agent();
    const claimed = await agent.claim({ idempotency_key: 'first' });
    await pause(service.api);
    await refused(agent.claimNext(), 409, 'AUTONOMY_LEASE_ALREADY_HELD', 'AUTONOMY_LEASE_ALREADY_HELD');
    const again = await agent.claimNext({ idempotency_key: 'first' });
    expect([again.status, again.body.claim.run.id]).toEqual([200, claimed.run.id]);
  });

  it('does not stop the sweep of expired leases', async () => {
    const { task, run } = await place.queued();
    await (await place.agent()).claim({ lease_seconds: 1 });
    await pause(service.api);
    await until('the lease to expire', async () => {
      return (await timelineOf(service.api, task.id)).some(({ event_type }) => event_type === 'task.run_lease_expired');
    });
    const agent = await place.agent();
    expect((await agent.claimNext()).status).toBe(204);
    await resume(service.api);
    expect((await agent.claim()).run.id).toBe(run.id);
  });

  it('is in no timeline and no stream of a task', async () => {
    const { task } = await place.queued();
    const before = await timelineOf(service.api, task.id);
    const leave = new AbortController();
    const frames = service.api.stream(`/api/tasks/${task.id}/stream`, { signal: leave.signal });
    for (const _ of before) await frames.next();
    await pause(service.api);
    await resume(service.api);
    await wanted(service.api.post(`/api/tasks/${task.id}/cancel`), 200);
    expect((await frames.next()).value).toMatchObject({ type: 'task.run_canceled' });
    expect((await frames.next()).value).toMatchObject({ type: 'task.canceled' });
    leave.abort();
    const types = (await timelineOf(service.api, task.id)).map(({ event_type }) => event_type);
    expect(types.filter((type) => type.startsWith('scheduler'))).toEqual([]);
  });
});

describe('claims that wait', () => {
  it('wait on through a pause, whatever is queued, and all try when it ends', async () => {
    const agents = [await place.agent(), await place.agent(), await place.agent()];
    const claims = await allWait(agents);
    await pause(service.api);
    const queued = [await place.queued(), await place.queued(), await place.queued()].map(({ run }) => run.id);
    expect(waiters()).toBe(3);
    await resume(service.api);
    const claimed = await Promise.all(claims.map(async (claim) => (await wanted<{ claim: Claim }>(claim, 200)).claim));
    expect(claimed.map(({ run }) => run.id).sort()).toEqual([...queued].sort());
  });

  it('begin to wait while it is paused', async () => {
    await pause(service.api);
    const { run } = await place.queued();
    const [claim] = await allWait([await place.agent()]);
    await resume(service.api);
    expect((await claim)?.body.claim.run.id).toBe(run.id);
  });
});

describe('resuming', () => {
  it('is told every time, with its reason, and leaves paused tasks paused', async () => {
    const { task } = await place.queued();
    await wanted(service.api.post(`/api/tasks/${task.id}/pause`, { reason: 'hold on' }), 200);
    await pause(service.api, { reason: 'deployment' });
    const from = await headOf(service);
    const status = await resume(service.api, { reason: 'deployed' });
    expect(status).toMatchObject({ paused: false, paused_task_count: 1 });
    for (const member of ['paused_by', 'paused_at', 'paused_reason']) expect(status).not.toHaveProperty(member);
    await resume(service.api);
    expect(await schedulerEvents(service, from)).toMatchObject([
      {
        type: 'scheduler.resumed',
        payload: { reason: 'deployed', previous_paused: true, paused: false },
        origin: 'http:tasks.scheduler_resume',
      },
      { type: 'scheduler.resumed', payload: { previous_paused: false, paused: false } },
    ]);
    expect((await (await place.agent()).claimNext()).status).toBe(204);
  });
});

describe.each(['pause', 'resume', 'drain'])('%s refuses', (action) => {
  const call = (body: unknown, api = service.api) => api.post(`/api/scheduler/${action}`, body);

  it('a body that cannot be read', async () => {
    expect((await call('{')).status).toBe(400);
    expect((await call({ reason: 7 })).status).toBe(400);
  });

  it('a reason that is too long', async () => {
    await refused(call({ reason: 'x'.repeat(4_097) }), 422, `${action}_scheduler.reason`);
  });

  it('callers whose identity is not whole', async () => {
    const half = service.api.with({ 'x-agh-agent': 'ada' });
    expect((await call({}, half)).status).toBe(401);
  });

  it('nobody for a rate: agents may do it as often as they like', async () => {
    const agent = await newAgent(service.api);
    for (let i = 0; i < 15; i++) expect((await call({ timeout_seconds: 0 }, agent.api)).status).toBe(200);
  });
});

it('agents may not, where they may not force; people may', async () => {
  const strict = await startTestApp({ settings: { allowAgentForce: false } });
  try {
    const agent = await newAgent(strict.api);
    for (const action of ['pause', 'resume', 'drain']) {
      const path = `/api/scheduler/${action}`;
      await refused(agent.api.post(path, { reason: 'x'.repeat(5_000) }), 403, '', 'forbidden_operator_action');
      await wanted(strict.api.post(path), 200);
    }
    expect(await schedulerEvents(strict)).toHaveLength(4);
    expect((await agent.api.get('/api/scheduler')).status).toBe(200);
  } finally {
    await strict.close();
  }
});

it('the number of claims stays right over many commands', async () => {
  const agents = await Promise.all(Array.from({ length: 6 }, () => place.agent()));
  const tasks = await Promise.all(agents.map(() => place.task()));
  await Promise.all(tasks.map((task) => enqueue(service.api, task.id)));
  const from = await headOf(service);
  await Promise.all(
    agents.map(async (agent, n) => {
      const { run } = await agent.claim();
      await resume(service.api);
      await wanted(agent.does(n % 2 === 0 ? 'complete' : 'release', run.id), 200);
      await resume(service.api);
    }),
  );
  const told = await schedulerEvents(service, from);
  expect(told).toHaveLength(12);
  const events = await service.app.get(EventLog).after(0, 100_000);
  const active = (position: number): number => {
    const held = new Set<unknown>();
    for (const { position: at, type, data } of events) {
      if (at >= position) break;
      if (type === 'task.run_claimed') held.add(data?.run_id);
      else if (ENDS_CLAIM.test(type)) held.delete(data?.run_id);
    }
    return held.size;
  };
  for (const { position, payload } of told) expect(payload?.active_claims).toBe(active(position) || undefined);
});
