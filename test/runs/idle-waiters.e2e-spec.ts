import { CommandBus } from '@nestjs/cqrs';
import type { Claim } from '../../src/client/types.js';
import { DutyRunner } from '../../src/ledger/duties/duty-runner.js';
import { LANE_LOCK } from '../../src/ledger/lane/flush.js';
import { Lane } from '../../src/ledger/lane/lane.js';
import { ClaimNext } from '../../src/runs/commands/claim-next.js';
import { WaitingClaims } from '../../src/runs/views/waiting-claims.js';
import type { ApiAnswer } from '../support/contract.js';
import { CuttingProxy } from '../support/cutting-proxy.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { type Agent, makePlace, type Place } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { until } from '../support/until.js';

const WAITERS = 1_000;
/** Of these, so many began to wait first and take nothing of what is queued here. */
const CHOOSY = 300;
const WAKES = 20;
/** Sweeps for expired leases by which idle time is told, one every 0.2 s. */
const SWEEPS = 8;

let database: TestDatabase;
let proxy: CuttingProxy;
let service: TestApp;
let place: Place;
let agents: Agent[];
let tries = 0;

jest.setTimeout(240_000);

beforeAll(async () => {
  database = await createTestDatabase();
  proxy = await CuttingProxy.before(database.url);
  service = await startTestApp({ database: { url: proxy.url }, settings: { claimWaitSeconds: 600 } });
  service.app.get(CommandBus, { strict: false }).subscribe((command) => {
    if (command instanceof ClaimNext) tries += 1;
  });
  place = await makePlace(service.api);
  // Seen once, they are not written again for an hour.
  agents = await inParallel(WAITERS, () => place.agent({ ttl_seconds: 14_400 }));
});

afterAll(async () => {
  await service.close();
  await proxy.close();
  await database.drop();
});

async function inParallel<T>(count: number, make: (n: number) => Promise<T>): Promise<T[]> {
  const made: T[] = [];
  let next = 0;
  const one = async (): Promise<void> => {
    for (let n = next++; n < count; n = next++) made[n] = await make(n);
  };
  await Promise.all(Array.from({ length: 32 }, one));
  return made;
}

/** What was sent to the database while the sweep had its turns, in round trips. */
async function idleStatements(): Promise<string[]> {
  const sweeps = () =>
    service.app
      .get(DutyRunner)
      .statuses()
      .find(({ name }) => name === 'lease_expiry')?.runs ?? 0;
  const [from, already] = [sweeps(), proxy.seen.length];
  await until('the sweeps', () => sweeps() >= from + SWEEPS);
  return proxy.seen
    .slice(already)
    .filter(({ type }) => type === 'P' || type === 'Q')
    .map(({ text }) => text);
}

const ofLane = (text: string): boolean => text.includes(String(LANE_LOCK));
/** What the waiters ask when they hear of a run; duties look at the queue by themselves. */
const ofWaiters = (text: string): boolean => text.includes('FROM claim_queue q') && text.includes('task_id = ANY');
const ofSightings = (text: string): boolean => text.includes('INSERT INTO agent_session_sightings');

async function sightingsAreWritten(): Promise<void> {
  let written = -1;
  await until('nobody to be written as seen any more', async () => {
    const before = written;
    written = (await idleStatements()).filter(ofSightings).length;
    return before >= 0 && written === 0;
  });
}

it('a thousand who wait cost the database nothing, and a run that is queued wakes one who may have it', async () => {
  const waiting = service.app.get(WaitingClaims, { strict: false });
  const lane = service.app.get(Lane);
  await sightingsAreWritten();
  const nobodyWaits = await idleStatements();

  const got: string[] = [];
  const claims: Promise<void>[] = [];
  const wait = (agent: Agent, criteria: object): void => {
    const answer: Promise<ApiAnswer<{ claim: Claim }>> = agent.claimNext({ wait: true, ...criteria });
    claims.push(
      answer.then(({ status, body }) => {
        if (status === 200) got.push(body.claim.run.id);
      }),
    );
  };
  for (const agent of agents.slice(0, CHOOSY)) wait(agent, { priority_min: 40 });
  await until('the choosy to wait', () => waiting.count === CHOOSY);
  for (const agent of agents.slice(CHOOSY)) wait(agent, {});
  await until('all to have tried once', () => waiting.count === WAITERS && tries === WAITERS);
  await until('the lane to be idle', () => lane.depth === 0 && lane.longestWaitMs === 0);
  await sightingsAreWritten();

  const allWait = await idleStatements();
  expect(allWait.filter(ofLane)).toEqual([]);
  expect(allWait.filter(ofWaiters)).toEqual([]);
  // What runs by the clock may be once more or less in as much time; a thousand would show.
  expect(allWait.length).toBeLessThan(2 * nobodyWaits.length + 20);
  expect(tries).toBe(WAITERS);

  for (let n = 1; n <= WAKES; n++) {
    const { run } = await place.queued();
    await until('the run to be claimed', () => got.length === n);
    expect(got.at(-1)).toBe(run.id);
  }
  // A claim that is made last tells that no other try is still under way.
  const other = await place.agent();
  expect((await other.claimNext()).status).toBe(204);
  expect(tries).toBe(WAITERS + WAKES + 1);
  expect(waiting.count).toBe(WAITERS - WAKES);

  // As at the end of the service: whoever waits is answered.
  waiting.onModuleDestroy();
  await Promise.all(claims);
  expect(got).toHaveLength(WAKES);
});
