/** As many calls as one instance holds: what they cost the database, and that each hears of its own run. */
import pg from 'pg';
import { MAX_HELD, WaitingCalls } from '../../src/runs/views/waiting-calls.js';
import {
  type CalledPlace,
  type CalledTask,
  held,
  makeCalledPlace,
  type NumberedAnswer,
  startCalledService,
} from '../fronts/support/called-runs.js';
import type { KeyedService } from '../access/support/keyed-service.js';
import { CuttingProxy } from '../support/cutting-proxy.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { wanted } from '../support/place.js';

/** Of these, so many runs are done by workers; the others are canceled. */
const DONE = 100;
const AT_ONCE = 32;
/** Of the pool; the lane, the listener and the leader have connections of their own. */
const POOL = 8;
/** Generous: a loaded machine takes a while for a thousand. */
const WITHIN_MS = 400_000;

let database: TestDatabase;
let proxy: CuttingProxy;
let service: KeyedService;
let place: CalledPlace;

jest.setTimeout(1_200_000);

beforeAll(async () => {
  database = await createTestDatabase();
  proxy = await CuttingProxy.before(database.url);
  service = await startCalledService({ holdMaxSeconds: 600 }, { url: proxy.url });
  place = await makeCalledPlace(service);
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
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  return made;
}

/** Connections of the service by their names. */
async function connections(): Promise<Record<string, number>> {
  const client = new pg.Client({ connectionString: database.url, application_name: 'test' });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string; count: number }>(
      'SELECT application_name AS name, count(*)::int FROM pg_stat_activity ' +
        "WHERE datname = current_database() AND application_name LIKE 'taskledger%' GROUP BY 1",
    );
    return Object.fromEntries(rows.map(({ name, count }) => [name, count]));
  } finally {
    await client.end();
  }
}

/** Reads of runs that somebody waits for. */
const looks = (): number => proxy.seen.filter(({ text }) => text.includes('WITH RECURSIVE chain')).length;

/** Claims and completes runs, each with the id of its task as its result. */
async function work(count: number): Promise<void> {
  let left = count;
  const worker = async (): Promise<void> => {
    const agent = await place.agent();
    while (left-- > 0) {
      const { task, run } = await agent.claim();
      await wanted(agent.does('complete', run.id, { result: task.id }), 200);
    }
  };
  await Promise.all(Array.from({ length: 10 }, worker));
}

it('a thousand who wait take no connections, and are answered in few reads', async () => {
  const tasks = await inParallel(MAX_HELD, () => place.called());
  const nobody = await connections();
  const answers: Promise<NumberedAnswer>[] = tasks.map((task) => place.c(task, { wait_for_completion: true }));
  await held(service, MAX_HELD, WITHIN_MS);
  const everybody = await connections();
  expect(Object.keys(everybody).sort()).toEqual(Object.keys(nobody).sort());
  expect(everybody.taskledger).toBeLessThanOrEqual(POOL);

  const one: CalledTask = await place.called();
  const skipped = await place.c(one, { wait_for_completion: true });
  expect(skipped).toMatchObject({ status: 200, body: { history: null, is_done: false, status: 'in_progress' } });
  expect(skipped.headers.get('x-hold-skipped')).toBe('capacity');
  await wanted(service.api.post(`/api/tasks/${one.id}/cancel`), 200);

  const before = looks();
  await work(DONE);
  const waiting = service.app.get(WaitingCalls, { strict: false });
  await held(service, MAX_HELD - DONE, WITHIN_MS);
  await inParallel(MAX_HELD, async (n) => {
    // Those that are done refuse.
    await service.api.post(`/api/tasks/${tasks[n]?.id ?? ''}/cancel`);
  });
  const bodies = (await Promise.all(answers)).map(({ body }) => body);
  expect(looks() - before).toBeLessThan(MAX_HELD / 2);
  expect(waiting.count).toBe(0);

  bodies.forEach((body, n) => {
    const { id, number } = tasks[n] ?? { id: '', number: 0 };
    const expected = body.is_successful ? { status: 'success', result: id } : { status: 'failure', result: null };
    expect(body).toMatchObject({ task_id: number, is_done: true, ...expected });
  });
  expect(bodies.filter(({ is_successful }) => is_successful)).toHaveLength(DONE);
  expect((await connections()).taskledger).toBeLessThanOrEqual(POOL);
});
