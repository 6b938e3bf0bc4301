/** Operations on one run that come at the same time (`runs.md` 8): one wins, and the log is of the winner alone. */
import type { Run } from '../../../src/client/types.js';
import { makePlace, type Place, runDetailOf, timelineOf, wanted } from '../../support/place.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { until } from '../../support/until.js';
import { attach, ledTo, operate, operated, sessionOf } from '../support/operate.js';

const ROUNDS = 10;

let first: TestApp;
let second: TestApp;
let place: Place;

jest.setTimeout(120_000);

beforeAll(async () => {
  first = await startTestApp();
  second = await startTestApp({ database: first.database });
});

afterAll(async () => {
  await second.close();
  await first.close();
});

beforeEach(async () => {
  place = await makePlace(first.api);
});

const typesOf = async ({ task_id }: Run) =>
  (await timelineOf(first.api, task_id)).map(({ event_type }) => event_type).slice(2);
const apis = () => [first.api, second.api, first.api, second.api];
const statusesOf = async (calls: readonly Promise<{ readonly status: number }>[]) =>
  (await Promise.all(calls)).map(({ status }) => status).sort();

it('of claims of one run one wins, on whichever instance', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const run = await ledTo('queued', first.api, place);
    expect(await statusesOf(apis().map((api) => operate(api, 'claim', run.id)))).toEqual([200, 409, 409, 409]);
    expect(await typesOf(run)).toEqual(['task.run_claimed']);
  }
});

it('of an explicit claim and claim-next one wins', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const run = await ledTo('queued', first.api, place);
    const agent = await place.agent();
    const [byName, next] = await Promise.all([operate(second.api, 'claim', run.id), agent.claimNext()]);
    expect([
      [200, 204],
      [409, 200],
    ]).toContainEqual([byName.status, next.status]);
    expect(await typesOf(run)).toEqual(['task.run_claimed']);
    await operated(first.api, 'cancel', run.id);
  }
});

it('of starts one makes a session, and there is no other one', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const run = await ledTo('claimed', first.api, place);
    expect(await statusesOf(apis().map((api) => operate(api, 'start', run.id)))).toEqual([200, 409, 409, 409]);
    expect((await typesOf(run)).slice(1)).toEqual(['task.run_starting', 'task.run_session_bound', 'task.run_started']);
  }
  const query = { workspace: place.workspaceId, agent_name: 'system' };
  const { body } = await first.api.get<{ sessions: object[] }>('/api/agent/sessions', { query });
  expect(body.sessions).toHaveLength(ROUNDS);
});

it('of attachments of one session to several runs one wins', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const runs = await Promise.all(apis().map((api) => ledTo('claimed', api, place)));
    const { session } = await place.agent();
    const calls = runs.map(({ id }, n) => attach(n % 2 === 0 ? first.api : second.api, id, session.session_id));
    expect(await statusesOf(calls)).toEqual([200, 409, 409, 409]);
  }
});

it('of attachments of several sessions to one run one wins', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const run = await ledTo('claimed', first.api, place);
    const agents = await Promise.all(apis().map(() => place.agent()));
    const calls = agents.map(({ session }, n) =>
      attach(n % 2 === 0 ? first.api : second.api, run.id, session.session_id),
    );
    expect(await statusesOf(calls)).toEqual([200, 409, 409, 409]);
  }
});

it('of the ends of one run one wins', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const run = await ledTo('running', first.api, place);
    const verbs = (['complete', 'fail', 'cancel', 'complete'] as const).map((verb, n) =>
      operate(n % 2 === 0 ? first.api : second.api, verb, run.id),
    );
    expect(await statusesOf(verbs)).toEqual([200, 409, 409, 409]);
    const ends = (await typesOf(run)).slice(4).filter((type) => type !== 'task.run_force_stopped');
    expect(ends).toHaveLength(1);
  }
});

it('of completing under a lease and canceling one wins', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const run = await ledTo('queued', first.api, place);
    const agent = await place.agent();
    await agent.claim();
    const calls = [agent.does('complete', run.id), operate(second.api, 'cancel', run.id)];
    expect(await statusesOf(round % 2 === 0 ? calls : calls.reverse())).toEqual([200, 409]);
  }
});

it('a start and a cancel never leave a session behind', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const run = await ledTo('claimed', first.api, place);
    const [started] = await Promise.all([
      operate(first.api, 'start', run.id),
      wanted(operate(second.api, 'cancel', run.id), 200),
    ]);
    expect([200, 409]).toContain(started.status);
    expect((await runDetailOf(first.api, run.id)).run.status).toBe('canceled');
  }
  await until('every session to be stopped', async () => {
    const query = { workspace: place.workspaceId, agent_name: 'system', state: 'active' };
    const { body } = await first.api.get<{ sessions: object[] }>('/api/agent/sessions', { query });
    return body.sessions.length === 0;
  });
});

it('a session that is attached while it stops is live or refused', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const run = await ledTo('claimed', first.api, place);
    const { session_id } = (await place.agent()).session;
    const calls = [
      attach(first.api, run.id, session_id),
      second.api.post<never>(`/api/agent/sessions/${session_id}/stop`),
    ];
    const statuses = await statusesOf(round % 2 === 0 ? calls : calls.reverse());
    expect([
      [200, 200],
      [200, 409],
    ]).toContainEqual(statuses);
    expect((await sessionOf(first.api, session_id)).state).toBe('stopped');
  }
});
