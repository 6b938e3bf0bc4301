/**
 * Pausing is linearizable with claims: the log has no claim between a pause and the resumption after it, and whoever was
 * told that it is paused gets nothing from then on, whichever instance pauses and whichever is asked.
 */
import type { RecordedEvent } from '../../src/ledger/event.js';
import { EventLog } from '../../src/ledger/log/event-log.js';
import { inconsistencies, withDatabase } from '../durability/support/consistency.js';
import { type Agent, makePlace, type Place, wanted } from '../support/place.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { pause, resume } from './support/scheduler-world.js';

const SESSIONS = 12;
const RUNS = 120;
const PAUSES = 8;

interface Claimed {
  readonly claim: { readonly run: { readonly id: string } };
}

let first: TestApp;
let second: TestApp;
let place: Place;

jest.setTimeout(240_000);

beforeAll(async () => {
  first = await startTestApp();
  second = await startTestApp({ database: first.database });
  place = await makePlace(first.api);
});

afterAll(async () => {
  await second.close();
  await first.close();
});

/** The number of the pause, from the moment that it was answered until its resumption is asked for. */
let paused: number | undefined;
let over = false;
const claimedWhilePaused: string[] = [];

/** Claims and completes, through both instances in turns, until told that it is over and there is nothing left. */
async function work(agent: Agent, number: number): Promise<void> {
  for (let turn = number; ; turn++) {
    const api = (turn % 2 === 0 ? first : second).api.as(agent.session);
    const wait = turn % 3 === 0;
    const before = paused;
    const body = { wait: wait && !over };
    const answer = await api.post<Claimed | undefined>('/api/agent/tasks/claim-next', body);
    expect([200, 204]).toContain(answer.status);
    const run = answer.body?.claim.run.id;
    if (run === undefined) {
      if (over) return;
      continue;
    }
    // Asked after the pause was answered, and answered before the resumption was asked for.
    if (before !== undefined && before === paused) claimedWhilePaused.push(run);
    await wanted(api.post(`/api/agent/tasks/${run}/complete`, {}), 200);
  }
}

/** Claims between a pause, or a drain, and the next resumption. */
function claimsDuringPauses(events: readonly RecordedEvent[]): RecordedEvent[] {
  let held = false;
  const found: RecordedEvent[] = [];
  for (const event of events) {
    if (event.type === 'scheduler.paused' || event.type === 'scheduler.drain_started') held = true;
    if (event.type === 'scheduler.resumed') held = false;
    if (held && event.type === 'task.run_claimed') found.push(event);
  }
  return found;
}

it('no claim of many sessions comes after a pause, through two instances', async () => {
  const agents = await Promise.all(Array.from({ length: SESSIONS }, () => place.agent()));
  await Promise.all(Array.from({ length: RUNS }, () => place.queued()));
  const working = agents.map((agent, number) => work(agent, number));
  for (let turn = 0; turn < PAUSES; turn++) {
    const [one, other] = turn % 2 === 0 ? [first.api, second.api] : [second.api, first.api];
    await pause(one);
    paused = turn;
    // Something to be claimed is queued, and a claim of its own tells that claims are answered with nothing.
    await place.queued();
    const asked = await other.as((await place.agent()).session).post('/api/agent/tasks/claim-next', {});
    expect(asked.status).toBe(204);
    paused = undefined;
    await resume(other);
  }
  over = true;
  await Promise.all(working);
  const events = await first.app.get(EventLog).after(0, 1_000_000);
  expect(claimedWhilePaused).toEqual([]);
  expect(claimsDuringPauses(events)).toEqual([]);
  expect(events.filter(({ type }) => type === 'task.run_claimed')).toHaveLength(RUNS + PAUSES);
  expect(events.filter(({ type }) => type === 'scheduler.paused')).toHaveLength(PAUSES);
  await withDatabase(first.database.url, async (database) => expect(await inconsistencies(database)).toEqual([]));
});
