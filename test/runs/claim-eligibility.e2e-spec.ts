import type { ClaimNext, CreateTask, RegisterSession } from '../../src/client/types.js';
import type { ClaimConstraints } from '../../src/tasks/domain/task-state.js';
import {
  type Agent,
  enqueue,
  makePlace,
  newAgent,
  newTask,
  type Place,
  runDetailOf,
  wanted,
} from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { newChild } from '../tasks/support/graph.js';
import { plantConstraints } from './support/plant-constraints.js';

let service: TestApp;
let place: Place;

beforeAll(async () => {
  service = await startTestApp();
});

afterAll(() => service.close());

beforeEach(async () => {
  place = await makePlace(service.api);
});

/** The runs that an agent gets one after the other, until there is none for it. */
async function taken(agent: Agent, criteria: Partial<ClaimNext> = {}): Promise<string[]> {
  const runs: string[] = [];
  for (;;) {
    const { status, body } = await agent.claimNext(criteria);
    if (status === 204) return runs;
    expect(status).toBe(200);
    runs.push(body.claim.run.id);
    await wanted(agent.does('complete', body.claim.run.id), 200);
  }
}

const queuedIn = async (more: Partial<CreateTask> = {}) => (await place.queued(more)).run.id;
/** The run of a task whose execution profile asks for this. */
async function profiledIn(constraints: ClaimConstraints): Promise<string> {
  const { id } = await place.task();
  await plantConstraints([service], [{ id, constraints }]);
  return (await enqueue(service.api, id)).id;
}
const agentIn = (more: Partial<RegisterSession> = {}) => place.agent(more);

describe('what may be claimed', () => {
  it('nothing but queued runs: none of a task without, none that somebody has', async () => {
    await place.task();
    await queuedIn();
    const other = await agentIn();
    await other.claim();
    expect(await taken(await agentIn())).toEqual([]);
  });

  it('no run of a blocked task', async () => {
    const run = await queuedIn({ approval_policy: 'manual' });
    expect(await taken(await agentIn())).toEqual([]);
    expect((await runDetailOf(service.api, run)).run.status).toBe('queued');
  });

  it('no run below a paused task, but that of a task beside it', async () => {
    const [top, own] = [await place.task(), { scope: 'workspace', workspace: place.workspaceId } as const];
    const [child, beside] = [await newChild(service.api, top.id, own), await place.task()];
    await enqueue(service.api, child.id);
    const { id } = await enqueue(service.api, beside.id);
    await wanted(service.api.post(`/api/tasks/${top.id}/pause`, { reason: 'wait' }), 200);
    expect(await taken(await agentIn())).toEqual([id]);
  });

  it('runs of a task that was completed or failed before', async () => {
    const task = await place.task();
    const agent = await agentIn();
    for (const verb of ['fail', 'complete', 'complete'] as const) {
      const run = await enqueue(service.api, task.id);
      expect((await agent.claim()).run.id).toBe(run.id);
      await wanted(agent.does(verb, run.id), 200);
    }
  });

  it('by a session with a workspace: of exactly that, never global ones', async () => {
    const [mine, elsewhere] = [await queuedIn(), await makePlace(service.api)];
    await elsewhere.queued();
    const global = await enqueue(service.api, (await newTask(service.api)).id);
    expect(await taken(await agentIn())).toEqual([mine]);
    expect(await taken(await newAgent(service.api))).toEqual([global.id]);
  });

  it('by priority: at least the least that is asked for', async () => {
    const runs: string[] = [];
    for (const priority of ['low', 'medium', 'high', 'urgent'] as const) runs.push(await queuedIn({ priority }));
    const agent = await agentIn();
    expect(await taken(agent, { priority_min: 41 })).toEqual([]);
    expect(await taken(agent, { priority_min: 40 })).toEqual([runs[3]]);
    expect(await taken(agent, { priority_min: 21 })).toEqual([runs[2]]);
    expect(await taken(agent, { priority_min: 11 })).toEqual([runs[1]]);
    expect(await taken(agent, { priority_min: 0 })).toEqual([runs[0]]);
  });

  it('by channel: a session that has one gets its runs only, one without gets all', async () => {
    const channel = `c-${place.workspaceId}`;
    const [onChannel, derived] = [await queuedIn({ network_channel: channel }), await queuedIn()];
    expect(await taken(await agentIn({ channel: `${channel}-x` }))).toEqual([]);
    expect(await taken(await agentIn({ channel }))).toEqual([onChannel]);
    expect(await taken(await agentIn({ channel: `coord-${derived}` }))).toEqual([derived]);
    const again = await queuedIn({ network_channel: channel });
    expect(await taken(await agentIn())).toEqual([again]);
  });

  it('nothing global by a session with a channel: global runs have none', async () => {
    const run = await enqueue(service.api, (await newTask(service.api, { network_channel: 'wide' })).id);
    expect(await taken(await newAgent(service.api, { channel: 'wide' }))).toEqual([]);
    expect(await taken(await newAgent(service.api))).toEqual([run.id]);
  });

  it('by owner: nobody’s, the pool of the agent, the session’s own', async () => {
    const agent = await agentIn({ agent_name: 'bob' });
    const own = { kind: 'agent_session', ref: agent.session.session_id } as const;
    const runs = [
      await queuedIn({ owner: { kind: 'pool', ref: 'bob' } }),
      await queuedIn({ owner: own }),
      await queuedIn(),
    ];
    for (const kind of ['human', 'automation', 'extension', 'network_peer'] as const) {
      await queuedIn({ owner: { kind, ref: 'bob' } });
    }
    await queuedIn({ owner: { kind: 'pool', ref: 'Bob' } });
    await queuedIn({ owner: { kind: 'agent_session', ref: 'sess-0' } });
    expect(await taken(agent)).toEqual(runs);
    expect(await taken(await agentIn({ agent_name: 'ada' }))).toEqual([]);
  });

  it('by capability: all that the profile requires, of the session or of the claim', async () => {
    const run = await profiledIn({ required_capabilities: ['gpu', 'maps'] });
    expect(await taken(await agentIn({ capabilities: ['gpu'] }))).toEqual([]);
    expect(await taken(await agentIn(), { required_capabilities: ['maps'] })).toEqual([]);
    expect((await runDetailOf(service.api, run)).run.status).toBe('queued');
    const both = await agentIn({ capabilities: ['gpu'] });
    expect(await taken(both, { required_capabilities: ['maps'] })).toEqual([run]);
  });

  it('by agent: the one whom the profile names, and those on both of its lists; an empty list keeps nobody away', async () => {
    const named = await profiledIn({ agent_name: 'bob' });
    const listed = await profiledIn({
      allowed_agent_names: [
        ['bob', 'eve'],
        ['eve', 'ada'],
      ],
    });
    const open = await profiledIn({ allowed_agent_names: [[], []] });
    expect(await taken(await agentIn({ agent_name: 'ada' }))).toEqual([open]);
    expect(await taken(await agentIn({ agent_name: 'bob' }))).toEqual([named]);
    expect(await taken(await agentIn({ agent_name: 'eve' }))).toEqual([listed]);
  });

  it('offering more capabilities than anybody asks for is no filter', async () => {
    const run = await queuedIn();
    expect(await taken(await agentIn({ capabilities: ['gpu'] }), { required_capabilities: ['a', 'a', ' b '] })).toEqual(
      [run],
    );
  });
});

describe('the order of claims', () => {
  it('is by weight, then by age', async () => {
    const low = await queuedIn({ priority: 'low' });
    const [first, second] = [await queuedIn(), await queuedIn()];
    const [high, urgent] = [await queuedIn({ priority: 'high' }), await queuedIn({ priority: 'urgent' })];
    expect(await taken(await agentIn())).toEqual([urgent, high, first, second, low]);
  });

  it('is by preference among those of one weight, before age', async () => {
    const older = await queuedIn();
    const fit = await profiledIn({ preferred_capabilities: ['gpu'] });
    const high = await queuedIn({ priority: 'high' });
    expect(await taken(await agentIn({ capabilities: ['gpu'] }))).toEqual([high, fit, older]);
  });

  it('holds across owners', async () => {
    const agent = await agentIn({ agent_name: 'bob' });
    const owner = { kind: 'pool', ref: 'bob' } as const;
    const [a, b, c] = [await queuedIn({ owner }), await queuedIn(), await queuedIn({ owner })];
    const high = await queuedIn({ priority: 'high' });
    expect(await taken(agent)).toEqual([high, a, b, c]);
  });

  it('puts a released run back where its age belongs', async () => {
    const [first, second] = [await queuedIn(), await queuedIn()];
    const agent = await agentIn();
    expect((await agent.claim()).run.id).toBe(first);
    await wanted(agent.does('release', first), 200);
    expect(await taken(agent)).toEqual([first, second]);
  });

  it('holds for more runs than are looked at once', async () => {
    const runs: string[] = [];
    for (let n = 0; n < 30; n++) {
      const batch = await Promise.all(Array.from({ length: 10 }, () => place.queued({ priority: 'low' })));
      runs.push(...batch.map(({ run }) => run.id));
    }
    const urgent = await queuedIn({ priority: 'urgent' });
    const got = await taken(await agentIn());
    expect(got[0]).toBe(urgent);
    expect(got.slice(1).sort()).toEqual(runs.sort());
  }, 120_000);
});
