import type { Inspect } from '../../src/client/types.js';
import { type Agent, makePlace, type Place, wanted } from '../support/place.js';
import { operated } from '../runs/support/operate.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { deleteProfile, stored } from './support/profiles.js';

let service: TestApp;
let place: Place;

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makePlace(service.api);
});

/** What the agent gets next, which it gives back. */
async function gets(agent: Agent): Promise<string | undefined> {
  const { status, body } = await agent.claimNext();
  if (status === 204) return undefined;
  const { id } = body.claim.run;
  await wanted(agent.does('release', id, {}), 200);
  return id;
}

describe('claim-next and the execution profile', () => {
  it.each<[string, object]>([
    ['the worker', { worker: { agent_name: 'ada' } }],
    ['the workers allowed', { worker: { allowed_agent_names: ['eve', 'ada'] } }],
    ['the participants allowed', { participants: { allowed_agent_names: ['ada'] } }],
    ['both lists', { worker: { allowed_agent_names: ['ada', 'bob'] }, participants: { allowed_agent_names: ['ada'] } }],
    ["the worker's capabilities", { worker: { required_capabilities: ['sql'] } }],
    ["the participants' capabilities", { participants: { required_capabilities: ['sql', 'ts'] } }],
    [
      'capabilities of both',
      { worker: { required_capabilities: ['ts'] }, participants: { required_capabilities: ['sql'] } },
    ],
  ])('gives a run only to whom %s fit, in mode inherit too, and passes over it for others', async (_, profile) => {
    const [ada, bob] = [await place.agent({ capabilities: ['sql', 'ts'] }), await place.agent({ agent_name: 'bob' })];
    const guarded = await place.queued();
    const open = await place.queued();
    await stored(service.api, guarded.task.id, profile);
    expect(await gets(bob)).toBe(open.run.id);
    expect(await gets(ada)).toBe(guarded.run.id);
    await stored(service.api, guarded.task.id, { ...profile, coordinator: { mode: 'guided' } });
    expect(await gets(bob)).toBe(open.run.id);
    await wanted(deleteProfile(service.api, guarded.task.id), 204);
    expect(await gets(bob)).toBe(guarded.run.id);
  });

  it('takes the capabilities that a claim offers for those of the session', async () => {
    const { task, run } = await place.queued();
    await stored(service.api, task.id, { worker: { required_capabilities: ['go', 'sql'] } });
    const agent = await place.agent({ capabilities: ['go'] });
    expect(await gets(agent)).toBeUndefined();
    expect((await agent.claim({ required_capabilities: ['sql'] })).run.id).toBe(run.id);
  });

  it('is not held back by anything else that a profile says', async () => {
    const { task, run } = await place.queued();
    await stored(service.api, task.id, {
      coordinator: { mode: 'guided', agent_name: 'bob', guidance: 'only bob' },
      worker: { mode: 'select', preferred_agent_names: ['bob'], preferred_capabilities: ['sql'] },
      review: { agent_name: 'bob', required_capabilities: ['sql'] },
      participants: { allowed_peer_ids: ['p'], allowed_channel_ids: ['c'], preferred_agent_names: ['bob'] },
      sandbox: { mode: 'ref', sandbox_ref: 'box' },
      runtime: { mode: 'evidence' },
    });
    expect(await gets(await place.agent())).toBe(run.id);
  });

  it('compares agent names exactly', async () => {
    const { task } = await place.queued();
    await stored(service.api, task.id, { worker: { agent_name: 'Ada' } });
    expect(await gets(await place.agent())).toBeUndefined();
  });

  it('hears of a change at once, one way and back', async () => {
    const [ada, bob] = [await place.agent(), await place.agent({ agent_name: 'bob' })];
    const { task, run } = await place.queued();
    for (let round = 0; round < 3; round++) {
      await stored(service.api, task.id, { worker: { agent_name: 'bob' } });
      expect([await gets(ada), await gets(bob)]).toEqual([undefined, run.id]);
      await stored(service.api, task.id, { worker: { agent_name: 'ada' } });
      expect([await gets(bob), await gets(ada)]).toEqual([undefined, run.id]);
    }
  });

  it('applies to runs that are queued later', async () => {
    const task = await place.task();
    await stored(service.api, task.id, { worker: { agent_name: 'bob' } });
    await wanted(service.api.post(`/api/tasks/${task.id}/runs`), 201);
    expect(await gets(await place.agent())).toBeUndefined();
    expect(await gets(await place.agent({ agent_name: 'bob' }))).toBeDefined();
  });
});

describe('what the execution profile has no say in', () => {
  it('is the claim of a run by its id', async () => {
    const { task, run } = await place.queued();
    await stored(service.api, task.id, { worker: { agent_name: 'bob', required_capabilities: ['sql'] } });
    const agent = await place.agent();
    expect(await gets(agent)).toBeUndefined();
    expect(await operated(agent.api, 'claim', run.id, { idempotency_key: 'k' })).toMatchObject({ status: 'claimed' });
  });

  it('is what an inspection makes of the sessions that are there', async () => {
    const { task } = await place.queued();
    await place.agent();
    const next = async () =>
      (await wanted<{ inspect: Inspect }>(service.api.get(`/api/tasks/${task.id}/inspect`), 200)).inspect.next_action;
    expect(await next()).toBe('claim_available');
    await stored(service.api, task.id, { worker: { agent_name: 'bob', required_capabilities: ['sql'] } });
    expect(await next()).toBe('claim_available');
  });
});
