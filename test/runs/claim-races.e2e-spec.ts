import type { TimelineItem } from '../../src/client/types.js';
import { type Agent, makePlace, type Place, runDetailOf, timelineOf } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { until } from '../support/until.js';

let first: TestApp;
let second: TestApp;
let place: Place;

jest.setTimeout(120_000);

beforeAll(async () => {
  first = await startTestApp();
  second = await startTestApp({ database: first.database });
});

beforeEach(async () => {
  place = await makePlace(first.api);
});

afterAll(async () => {
  await second.close();
  await first.close();
});

/** The agent as it calls the other instance. */
function elsewhere(agent: Agent): Agent {
  const api = second.api.as(agent.session);
  return {
    ...agent,
    api,
    claimNext: (body = {}) => api.post('/api/agent/tasks/claim-next', body),
    does: (verb, runId, body = verb === 'fail' ? { error: 'it broke' } : {}) =>
      api.post(`/api/agent/tasks/${runId}/${verb}`, body),
  };
}

const onBoth = (agents: readonly Agent[]): Agent[] =>
  agents.map((agent, n) => (n % 2 === 0 ? agent : elsewhere(agent)));
const agents = (count: number): Promise<Agent[]> => Promise.all(Array.from({ length: count }, () => place.agent()));
const statuses = (answers: readonly { readonly status: number }[]): number[] =>
  answers.map(({ status }) => status).sort();

describe('on two instances at once', () => {
  it('many sessions for one run have one winner', async () => {
    await place.queued();
    const answers = await Promise.all(onBoth(await agents(8)).map((agent) => agent.claimNext()));
    expect(statuses(answers)).toEqual([200, ...Array<number>(7).fill(204)]);
  });

  it('many sessions for as many runs get each its own', async () => {
    const racing = onBoth(await agents(10));
    const queued = await Promise.all(racing.map(() => place.queued()));
    const claims = await Promise.all(racing.map((agent) => agent.claim()));
    expect(claims.map(({ run }) => run.id).sort()).toEqual(queued.map(({ run }) => run.id).sort());
  });

  it('one session claims once, whatever it asks for in parallel', async () => {
    const queued = await Promise.all([place.queued(), place.queued(), place.queued()]);
    const agent = await place.agent();
    const answers = await Promise.all([agent, elsewhere(agent), agent, elsewhere(agent)].map((one) => one.claimNext()));
    expect(statuses(answers)).toEqual([200, 409, 409, 409]);
    const runs = await Promise.all(queued.map(({ run }) => runDetailOf(first.api, run.id)));
    expect(runs.map(({ run }) => run.status).sort()).toEqual(['claimed', 'queued', 'queued']);
  });

  it.each([
    ['release', 'complete', 'fail'],
    ['fail', 'release', 'complete'],
    ['complete', 'fail', 'release'],
  ] as const)('%s, %s and %s by the same holder have one winner', async (...verbs) => {
    const { task } = await place.queued();
    const agent = await place.agent();
    const { run } = await agent.claim();
    const answers = await Promise.all(
      verbs.map((verb, n) => (n % 2 === 0 ? agent : elsewhere(agent)).does(verb, run.id)),
    );
    expect(statuses(answers)).toEqual([200, 409, 409]);
    const won = verbs[answers.findIndex(({ status }) => status === 200)];
    const ended = { release: 'queued', complete: 'completed', fail: 'failed' } as const;
    expect((await runDetailOf(first.api, run.id)).run.status).toBe(won && ended[won]);
    expect(await timelineOf(first.api, task.id)).toHaveLength(4);
  });
});

/** Heartbeats that come when the lease is about to end, each later than the one before, until one comes too late. */
async function beatToTheEnd(agent: Agent, runId: string, leaseUntil: string, earlyMs: number): Promise<number> {
  let extended = 0;
  for (let end = leaseUntil; ; extended++) {
    await until('the lease to be nearly over', () => Date.now() >= Date.parse(end) - earlyMs + 2 * extended);
    const { status, body } = await agent.does('heartbeat', runId, { lease_seconds: 1 });
    if (status !== 200) {
      expect(status).toBe(409);
      expect(['AUTONOMY_LEASE_EXPIRED', 'AUTONOMY_NO_ACTIVE_LEASE']).toContain(body.diagnostic?.code);
      return extended;
    }
    end = body.lease.lease_until ?? '';
  }
}

const of = (items: readonly TimelineItem[], type: string): TimelineItem[] =>
  items.filter(({ event_type }) => event_type === type);

it('a heartbeat and the sweep at the end of a lease: either it is extended, or it is over, never both', async () => {
  const race = async (earlyMs: number): Promise<void> => {
    const own = await makePlace(first.api);
    const [{ task, run }, agent] = [await own.queued(), await own.agent()];
    const { lease } = await agent.claim({ lease_seconds: 1 });
    const beats = await beatToTheEnd(agent, run.id, lease.lease_until ?? '', earlyMs);
    await until('the sweep', async () => (await runDetailOf(first.api, run.id)).run.status === 'queued');
    const items = await timelineOf(first.api, task.id);
    const extensions = of(items, 'task.run_lease_extended');
    expect(extensions).toHaveLength(beats);
    let end = lease.lease_until ?? '';
    for (const { payload, timestamp } of extensions) {
      expect(timestamp < end).toBe(true);
      end = (payload as { lease_until: string }).lease_until;
    }
    const expired = of(items, 'task.run_lease_expired');
    expect(expired).toEqual([items.at(-1)]);
    expect((expired[0]?.timestamp ?? '') >= end).toBe(true);
  };
  await Promise.all(Array.from({ length: 12 }, (_none, n) => race(n)));
});
