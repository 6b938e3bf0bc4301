/** Calls that wait for their run's end, whatever comes between (`http.md` 11.8). */
import { Hub } from '../../src/ledger/hub/hub.js';
import type { KeyedService } from '../access/support/keyed-service.js';
import {
  type CalledPlace,
  held,
  makeCalledPlace,
  type NumberedAnswer,
  runOf,
  startCalledService,
} from '../fronts/support/called-runs.js';
import { CuttingProxy } from '../support/cutting-proxy.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { wanted } from '../support/place.js';
import { samplesOf, scrape } from '../support/scrape.js';

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

const WAIT = { wait_for_completion: true };
const OPEN = { status: 200, body: { is_done: false, is_successful: null, status: 'in_progress' } };

const ends = async () => samplesOf(await scrape(service.url), 'held_calls_ended_total');

it('a caller that leaves ends its wait, and not its run', async () => {
  const task = await place.called();
  const left = new AbortController();
  const gone = place.c(task, WAIT, { signal: left.signal });
  const outcome = expect(gone).rejects.toThrow('abort');
  await held(service, 1);
  expect(samplesOf(await scrape(service.url), 'held_calls')).toEqual({ '': 1 });
  const before = await ends();
  left.abort();
  await outcome;
  await held(service, 0);
  expect(await ends()).toEqual({ ...before, 'by=left': (before['by=left'] ?? 0) + 1 });
  const agent = await place.agent();
  await wanted(agent.does('complete', (await agent.claim()).run.id), 200);
});

it('a caller whose key is taken away meanwhile is refused', async () => {
  const own = await startCalledService({ auth: 'keys' }, service.database);
  const { api, id } = await own.key({ role: 'agent', workspace: place.workspaceId });
  const answer: Promise<NumberedAnswer> = api.post(`/api/tasks/${(await place.called()).number}/runs`, WAIT);
  await held(own, 1);
  await wanted(own.admin.delete(`/api/keys/${id}`), 204);
  expect((await answer).status).toBe(401);
  await own.close();
});

it('a service that shuts down answers everybody at once with how their runs stand', async () => {
  const own = await startCalledService({ role: 'api' }, service.database);
  const tasks = await Promise.all(Array.from({ length: 5 }, () => place.called()));
  const answers = tasks.map(({ number }) => own.api.post<object>(`/api/tasks/${number}/runs`, WAIT));
  await held(own, tasks.length);
  const agent = await place.agent();
  const { run } = await agent.claim();
  const steps = [{ index: 0, description: 'Begin', actions: [] }];
  await wanted(agent.does('steps', run.id, { steps }), 200);
  await own.close();
  const history: unknown[] = [];
  for (const answer of await Promise.all(answers)) {
    expect(answer).toMatchObject(OPEN);
    history.push(...(answer.body as { history: unknown[] }).history);
  }
  expect(history).toEqual([{ description: 'Begin', actions: [] }]);
});

it('an end that nobody is told of is found by the look that comes every second', async () => {
  const deaf = await startCalledService({ role: 'api' }, service.database);
  await deaf.app.get(Hub).stop();
  const task = await place.called();
  const answer = deaf.api.post(`/api/tasks/${task.number}/runs`, WAIT);
  await held(deaf, 1);
  await wanted(service.api.post(`/api/task-runs/${(await runOf(service.api, task)).id}/cancel`), 200);
  expect(await answer).toMatchObject({ status: 200, body: { status: 'failure' } });
  const other = await place.called();
  const deleted = deaf.api.post(`/api/tasks/${other.number}/runs`, WAIT);
  await held(deaf, 1);
  await wanted(service.api.post(`/api/task-runs/${(await runOf(service.api, other)).id}/cancel`), 200);
  await wanted(service.api.delete(`/api/tasks/${other.id}`), 204);
  expect(await deleted).toMatchObject({ status: 200, body: { status: 'failure' } });
  await deaf.close();
});

it('an end in another instance is heard of', async () => {
  const other = await startCalledService({ role: 'api' }, service.database);
  const task = await place.called();
  const answer = other.api.post(`/api/tasks/${task.number}/runs`, WAIT);
  await held(other, 1);
  const agent = await place.agent();
  await wanted(agent.does('complete', (await agent.claim()).run.id, { result: 'done' }), 200);
  expect(await answer).toMatchObject({ status: 200, body: { result: 'done', status: 'success' } });
  await other.close();
});

describe('while the database is away', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase();
  });

  afterEach(() => database.drop());

  it('whoever has waited long enough is answered with what was known last', async () => {
    const proxy = await CuttingProxy.before(database.url);
    const far = await startCalledService({ holdMaxSeconds: 1 }, { url: proxy.url });
    const task = await (await makeCalledPlace(far)).called();
    const answer = far.api.post(`/api/tasks/${task.number}/runs`, WAIT);
    await held(far, 1);
    proxy.goAway();
    expect(await answer).toMatchObject(OPEN);
    proxy.comeBack();
    await far.close();
    await proxy.close();
  });

  it('whoever goes on waiting is answered when it is back', async () => {
    const proxy = await CuttingProxy.before(database.url);
    const near = await startCalledService({ role: 'api' }, database);
    const far = await startCalledService({}, { url: proxy.url });
    const task = await (await makeCalledPlace(near)).called();
    const answer = far.api.post(`/api/tasks/${task.number}/runs`, WAIT);
    await held(far, 1);
    proxy.goAway();
    await wanted(near.api.post(`/api/task-runs/${(await runOf(near.api, task)).id}/cancel`), 200);
    proxy.comeBack();
    expect(await answer).toMatchObject({ status: 200, body: { status: 'failure' } });
    await Promise.all([near.close(), far.close()]);
    await proxy.close();
  });
});
